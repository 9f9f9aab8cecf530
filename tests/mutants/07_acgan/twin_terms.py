# %% mutant="class_head"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[1], labels)
    return wrong, -weight * wrong


# %% mutant="class_head_for_g"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, -weight * class_loss(fake[1], labels)


# %% mutant="class_head_for_d"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return class_loss(fake[1], labels), -weight * wrong


# %% mutant="g_pays"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, weight * wrong


# %% mutant="d_is_paid"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return -wrong, -weight * wrong


# %% mutant="places_changed"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return -weight * wrong, wrong


# %% mutant="weight_on_both"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return weight * wrong, -weight * wrong


# %% mutant="weight_on_d"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return weight * wrong, -wrong


# %% mutant="weight_ignored"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, -wrong


# %% mutant="weight_squared"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, -(weight**2) * wrong


# %% mutant="one_minus_weight"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, (weight - 2) * wrong


# %% mutant="d_stopped"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return tf.stop_gradient(wrong), -weight * wrong


# %% mutant="g_stopped"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, -weight * tf.stop_gradient(wrong)


# %% mutant="logits_stopped"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(tf.stop_gradient(fake[2]), labels)
    return wrong, -weight * wrong


# %% mutant="labels_reversed"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels[::-1])
    return wrong, -weight * wrong


# %% mutant="own_guess"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], tf.argmax(fake[2], axis=1))
    return wrong, -weight * wrong


# %% mutant="both_heads"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, weight * (class_loss(fake[1], labels) - wrong)


# %% mutant="reciprocal"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, weight / wrong


# %% mutant="zero_refused"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight <= 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, -weight * wrong


# %% mutant="more_than_one_refused"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if not 0 <= weight <= 1:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong, -weight * wrong


# %% mutant="sum"
def twin_terms(fake, labels, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for what the twin knows")
    wrong = class_loss(fake[2], labels)
    return wrong - weight * wrong
