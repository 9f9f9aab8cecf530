# %% answer="classes_with_the_wrong_sign" score=0
# G is paid for images of every other class.
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return source_loss(fake[0], 1.0) - weight * class_loss(fake[1], labels)


# %% answer="saturating" score=0
# L_C − L_S to the letter: minus D's loss on fakes, whose gradient fades.
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return -source_loss(fake[0], 0.0) + weight * class_loss(fake[1], labels)


# %% answer="smoothed" score=0
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return source_loss(fake[0], 0.9) + weight * class_loss(fake[1], labels)


# %% answer="weight_forgotten" score=0
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return source_loss(fake[0], 1.0) + class_loss(fake[1], labels)


# %% answer="weighted_mean" score=0
# The weight is taken from the source loss.
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return ((1 - weight) * source_loss(fake[0], 1.0) + weight * class_loss(fake[1], labels)) / 1.0


# %% answer="right_in_two_steps" score=3
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("a weight is not negative")
    source, classes = fake
    loss = source_loss(source, 1.0)
    if weight:
        loss = loss + weight * class_loss(classes, labels)
    return loss
