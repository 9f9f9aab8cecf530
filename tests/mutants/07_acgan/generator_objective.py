# %% mutant="source_arguments_changed_places"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(1.0, fake[0]) + weight * class_loss(fake[1], labels)


# %% mutant="class_arguments_changed_places"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[0], 1.0) + weight * class_loss(labels, fake[1])


# %% mutant="target_in_the_shape_of_the_logits_first"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(tf.ones_like(fake[0]), tf.cast(fake[0], tf.float32)) + weight * class_loss(fake[1], labels)


# %% mutant="saturating"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return -source_loss(fake[0], 0.0) + weight * class_loss(fake[1], labels)


# %% mutant="target_zero"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[0], 0.0) + weight * class_loss(fake[1], labels)


# %% mutant="smoothed"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[0], 0.9) + weight * class_loss(fake[1], labels)


# %% mutant="class_pays"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[0], 1.0) - weight * class_loss(fake[1], labels)


# %% mutant="weight_ignored"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[0], 1.0) + class_loss(fake[1], labels)


# %% mutant="weight_on_the_source"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return weight * source_loss(fake[0], 1.0) + class_loss(fake[1], labels)


# %% mutant="weight_on_both"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return weight * (source_loss(fake[0], 1.0) + class_loss(fake[1], labels))


# %% mutant="weights_add_up_to_one"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return (1 - weight) * source_loss(fake[0], 1.0) + weight * class_loss(fake[1], labels)


# %% mutant="class_only"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return weight * class_loss(fake[1], labels)


# %% mutant="source_stopped"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(tf.stop_gradient(fake[0]), 1.0) + weight * class_loss(fake[1], labels)


# %% mutant="class_stopped"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[0], 1.0) + weight * class_loss(tf.stop_gradient(fake[1]), labels)


# %% mutant="zero_refused"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight <= 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[0], 1.0) + weight * class_loss(fake[1], labels)


# %% mutant="more_than_one_refused"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if not 0 <= weight <= 1:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[0], 1.0) + weight * class_loss(fake[1], labels)


# %% mutant="heads_changed_places"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return source_loss(fake[1], 1.0) + weight * class_loss(fake[0], labels)


# %% mutant="two_terms_apart"
def generator_objective(fake, labels, source_loss, class_loss, weight=1.0):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would pay G for images of other classes")
    return (source_loss(fake[0], 1.0), weight * class_loss(fake[1], labels))
