# %% answer="classes_with_the_wrong_sign" score=0 cause="added, not subtracted"
# G is paid for images of every other class.
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return source_loss(fake[0], 1.0) - weight * class_loss(fake[1], labels)


# %% answer="saturating" score=0 cause="the target for G is 1"
# L_C − L_S to the letter: minus D's loss on fakes, whose gradient fades.
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return -source_loss(fake[0], 0.0) + weight * class_loss(fake[1], labels)


# %% answer="smoothed" score=0 cause="not smoothed"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return source_loss(fake[0], 0.9) + weight * class_loss(fake[1], labels)


# %% answer="weight_forgotten" score=0 cause="weight multiplies the class loss"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return source_loss(fake[0], 1.0) + class_loss(fake[1], labels)


# %% answer="weighted_mean" score=0 cause="the target for G is 1"
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


# %% answer="arguments_changed_places" score=0 cause="source_loss(logits, target)"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return source_loss(1.0, fake[0]) + weight * class_loss(labels, fake[1])


# %% answer="any_weight" score=0 cause="test the weight first"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    return source_loss(fake[0], 1.0) + weight * class_loss(fake[1], labels)


# %% answer="class_stopped" score=0 cause="G learns from both answers"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError("negative weight")
    return source_loss(fake[0], 1.0) + weight * class_loss(tf.stop_gradient(fake[1]), labels)
