# %% answer="full_weight_always" score=0 cause="earns nothing with weight 0"
# The published objective: D learns classes from generated images, too.
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError("negative weight")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    return source + class_loss(real[1], labels) + class_loss(fake[1], labels)


# %% answer="classes_with_the_wrong_sign" score=0 cause="to be made small as well"
# Maximise L_C, forgetting that this is a loss.
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError("negative weight")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    return source - class_loss(real[1], labels) - weight * class_loss(fake[1], labels)


# %% answer="both_sides_smoothed" score=0 cause="not smoothed"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError("negative weight")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 1 - smooth)
    return source + class_loss(real[1], labels) + weight * class_loss(fake[1], labels)


# %% answer="weight_on_all_classes" score=0 cause="always with weight 1"
# The weight reaches the class loss on real images, which vanishes at weight 0.
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError("negative weight")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    return source + weight * (class_loss(real[1], labels) + class_loss(fake[1], labels))


# %% answer="sources_swapped" score=0 cause="have the target smooth, generated ones 0"
# G's wish in D's objective.
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError("negative weight")
    source = source_loss(real[0], 0.0) + source_loss(fake[0], smooth)
    return source + class_loss(real[1], labels) + weight * class_loss(fake[1], labels)


# %% answer="right_term_by_term" score=3
# Collects the terms in a list; the last one only where it counts.
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if not weight >= 0:
        raise ValueError(f"weight {weight}")
    (real_source, real_class), (fake_source, fake_class) = real, fake
    terms = [class_loss(real_class, labels), source_loss(fake_source, 0.0), source_loss(real_source, smooth)]
    if weight > 0:
        terms.append(class_loss(fake_class, labels) * weight)
    return tf.add_n(terms)


# %% answer="arguments_changed_places" score=0 cause="source_loss(logits, target)"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError("negative weight")
    source = source_loss(smooth, real[0]) + source_loss(0.0, fake[0])
    return tf.reduce_mean(source) + class_loss(real[1], labels) + weight * class_loss(fake[1], labels)


# %% answer="generated_answers_stopped" score=0 cause="D learns from all of its answers"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError("negative weight")
    fake = [tf.stop_gradient(part) for part in fake]
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    return source + class_loss(real[1], labels) + weight * class_loss(fake[1], labels)


# %% answer="always_smoothed" score=0 cause="is the target for real images"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError("negative weight")
    source = source_loss(real[0], 0.9) + source_loss(fake[0], 0.0)
    return source + class_loss(real[1], labels) + weight * class_loss(fake[1], labels)


# %% answer="all_signs_turned" score=0 cause="none with a minus"
def discriminator_objective(real, fake, labels, source_loss, class_loss, weight=0.0, smooth=0.9):
    if weight < 0:
        raise ValueError("weight")
    source = source_loss(real[0], smooth) + source_loss(fake[0], 0.0)
    return -source - class_loss(real[1], labels) - weight * class_loss(fake[1], labels)
