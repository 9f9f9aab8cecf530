# %% answer="learns_from_the_class_head" score=0 cause="fake[2]"
# The class head's logits for the twin's.
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    wrong = class_loss(fake[1], labels)
    return wrong, -weight * wrong


# %% answer="g_helps_the_twin" score=0 cause="minus sign"
# G, too, makes the twin right: the twin is then one more class head.
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    wrong = class_loss(fake[2], labels)
    return wrong, weight * wrong


# %% answer="signs_changed_places" score=0 cause="the twin is to be right"
# D makes the twin wrong, G right.
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    wrong = class_loss(fake[2], labels)
    return -wrong, weight * wrong


# %% answer="weight_on_both" score=0 cause="weight multiplies G's term alone"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    wrong = weight * class_loss(fake[2], labels)
    return wrong, -wrong


# %% answer="weight_forgotten" score=0 cause="weight times the loss"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    wrong = class_loss(fake[2], labels)
    return wrong, -wrong


# %% answer="added_up" score=0 cause="return the two apart"
# The sum: with weight 1 it is 0, and nobody learns.
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    wrong = class_loss(fake[2], labels)
    return wrong - weight * wrong


# %% answer="twin_stopped_for_g" score=0 cause="no stop_gradient"
# As if G were not to be paid through the twin.
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    wrong = class_loss(fake[2], labels)
    return wrong, -weight * tf.stop_gradient(wrong)


# %% answer="arguments_changed_places" score=0 cause="class_loss(logits, labels)"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    wrong = class_loss(labels, fake[2])
    return wrong, -weight * wrong


# %% answer="any_weight" score=0 cause="test the weight first"
def twin_terms(fake, labels, class_loss, weight=1.0):
    wrong = class_loss(fake[2], labels)
    return wrong, -weight * wrong


# %% answer="zero_refused" score=0 cause="a weight of 0 is allowed"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight <= 0:
        raise ValueError("no weight")
    wrong = class_loss(fake[2], labels)
    return wrong, -weight * wrong


# %% answer="payment_for_both_heads" score=0 cause="minus sign"
# G's whole class term: class head and twin together.
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    wrong = class_loss(fake[2], labels)
    return wrong, weight * (class_loss(fake[1], labels) - wrong)


# %% answer="right_asked_twice" score=3
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    *_, twin = fake
    return class_loss(twin, labels), -(weight * class_loss(twin, labels))
