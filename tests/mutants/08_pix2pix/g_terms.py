# %% mutant="l1_twice"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = weight * l1
    return terms


# %% mutant="l1_divided"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1 / weight
    return terms


# %% mutant="weight_default"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="weight_one"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, 1.0)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="adversarial_as_weight"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, adversarial)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="adversarial_ignored"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="adversarial_squared"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial**2 * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="weight_on_adversarial"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = weight * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="adversarial_on_l1"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = adversarial * l1
    return terms


# %% mutant="terms_exchanged"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = l1
    if weight:
        terms["l1"] = adversarial * fooled
    return terms


# %% mutant="keys_exchanged"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["l1"] = adversarial * fooled
    if weight:
        terms["adversarial"] = l1
    return terms


# %% mutant="conditions_exchanged"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if weight:
        terms["adversarial"] = adversarial * fooled
    if adversarial:
        terms["l1"] = l1
    return terms


# %% mutant="both_always"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if True:
        terms["adversarial"] = adversarial * fooled
    if True:
        terms["l1"] = l1
    return terms


# %% mutant="l1_always"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if True:
        terms["l1"] = l1
    return terms


# %% mutant="adversarial_always"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if True:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="above_one_only"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight >= 1:
        terms["l1"] = l1
    return terms


# %% mutant="adversarial_from_half"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial >= 0.5:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="photos_exchanged"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, real, fake, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="fooled_stopped"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * tf.stop_gradient(fooled)
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="l1_stopped"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = tf.stop_gradient(l1)
    return terms


# %% mutant="photo_stopped"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, tf.stop_gradient(fake), real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="negative_weight_allowed"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if adversarial < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="negative_factor_allowed"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if weight < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="zeros_allowed"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="one_zero_refused"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or min(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="sum_must_be_positive"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if adversarial + weight <= 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    terms = {}
    if adversarial:
        terms["adversarial"] = adversarial * fooled
    if weight:
        terms["l1"] = l1
    return terms


# %% mutant="total"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    return {"adversarial": adversarial * fooled + l1}
