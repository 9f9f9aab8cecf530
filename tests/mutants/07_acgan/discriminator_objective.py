# %% mutant="source_arguments_changed_places"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(smooth, real[0]) + source_loss(0.0, fake[0])
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="class_arguments_changed_places"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(labels, real[1]) + weight * class_loss(labels, fake[1])
    return source + classes


# %% mutant="generated_source_arguments_changed_places"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(tf.zeros_like(fake[0]), tf.cast(fake[0], tf.float32))
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="halves_averaged"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source / 2 + classes


# %% mutant="all_averaged"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return (source + classes) / 2


# %% mutant="no_class_of_real"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="real_class_for_generated"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(real[1], labels)
    return source + classes


# %% mutant="weights_add_up_to_one"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = (1 - weight) * class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="weight_on_everything_of_generated"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + weight * source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="weight_squared"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight**2 * class_loss(fake[1], labels)
    return source + classes


# %% mutant="weight_on_or_off"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + bool(weight) * class_loss(fake[1], labels)
    return source + classes


# %% mutant="weight_of_more_than_one_refused"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if not 0 <= weight <= 1:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="generated_class_pays"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) - weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="both_smoothed"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 1 - smooth)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="generated_smoothed_only"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], 1.0) + source_loss(fake[0], 1 - smooth)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="smooth_ignored"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], 0.9) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="zero_refused"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight <= 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="real_answers_stopped"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(tf.stop_gradient(real[1]), labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="generated_classes_stopped"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(tf.stop_gradient(fake[1]), labels)
    return source + classes


# %% mutant="generated_sources_stopped"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(tf.stop_gradient(fake[0]), 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="heads_changed_places"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[1], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[0], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="its_own_losses"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")

    def source_loss(logits, target):
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(target * tf.ones_like(logits), logits))

    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes
