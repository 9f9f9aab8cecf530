# %% answer="weighted_twice" score=0 cause="multiplied L1 by its weight already"
# L1 comes out of g_loss with its weight.
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = weight * l1
    return terms


# %% answer="weight_not_handed_on" score=0 cause="hand the argument"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, fake, real)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% answer="factor_forgotten" score=0 cause="multiplies the adversarial term"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% answer="factor_on_both" score=0 cause="and nothing else"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = adversarial * l1
    return terms


# %% answer="zero_terms_stay" score=0 cause="leaves its term out"
# 0 times infinity is no number.
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, fake, real, weight)
    return {"adversarial": adversarial * fooled, "l1": l1}


# %% answer="a_pair" score=0 cause="a dict"
# As generator_loss returns them.
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, fake, real, weight)
    return adversarial * fooled, l1


# %% answer="summed" score=0 cause="a dict"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, fake, real, weight)
    return adversarial * fooled + l1


# %% answer="other_names" score=0 cause="two names"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adv"] = adversarial * fooled
    if weight:
        terms["L1"] = l1
    return terms


# %% answer="photos_changed_places" score=0 cause="fake before real"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, real, fake, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% answer="any_factors" score=0 cause="test the factors first"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% answer="both_zero_allowed" score=0 cause="test the factors first"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if adversarial < 0 or weight < 0:
        raise ValueError("negative")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% answer="stopped" score=0 cause="no stop_gradient"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(tf.stop_gradient(scores), fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% answer="right_filtered" score=2
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError("bad factors")
    fooled, l1 = g_loss(scores, fake, real, weight)
    both = {"l1": (weight, l1), "adversarial": (adversarial, fooled * adversarial)}
    return {name: term for name, (factor, term) in both.items() if factor > 0}
