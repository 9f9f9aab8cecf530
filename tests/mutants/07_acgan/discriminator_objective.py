# %% mutant="weight_of_more_than_one_refused"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if not 0 <= weight <= 1:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
    return source + classes


# %% mutant="zero_refused"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight <= 0:
        raise ValueError(f"a weight of {weight} would make D worse at naming generated images")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    classes = class_loss(real[1], labels) + weight * class_loss(fake[1], labels)
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
