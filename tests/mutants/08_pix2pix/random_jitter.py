# %% mutant="bicubic_plans"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.BICUBIC)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="nearest_photos"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.NEAREST)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="photo_one_row_off"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.roll(np.asarray(photo), 1, axis=0)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="photo_one_column_off"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.roll(np.asarray(photo), 1, axis=1)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="four_corners"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(2, size=2) * (larger - h)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="always_the_middle"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = (larger - h) // 2 + 0 * rng.integers(2, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="last_place_left_out"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="first_place_left_out"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(1, larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="on_the_diagonal"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top = left = rng.integers(larger - h + 1)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="mirrored_by_the_crop"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if top < (larger - h) / 2 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="mirrored_by_the_other_crop"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if left % 2 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="every_second_mirrored"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if i % 2 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="a_quarter_mirrored"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.2 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="turned_upside_down"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][::step]
    return (new_labels, new_pictures)


# %% mutant="turned_both_ways"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][::step, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][::step, ::step]
    return (new_labels, new_pictures)


# %% mutant="photo_mirrored_in_place_of_the_crop"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[:, ::step][top : top + h, left : left + h]
    return (new_labels, new_pictures)


# %% mutant="colours_reversed"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step][..., ::step]
    return (new_labels, new_pictures)


# %% mutant="one_crop_for_all"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    top, left = rng.integers(larger - h + 1, size=2)
    for i in range(len(labels)):
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="one_mirroring_for_all"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    mirrored = rng.random() < 0.5
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if mirrored else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="crop_of_each_its_own"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[left : left + h, top : top + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="always_72"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = 72 if h < 72 else round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="not_enlarged"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = h + 2 * (h // 16)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = np.pad(labels[i], h // 16, mode="edge")
        photo = np.pad(pictures[i], ((h // 16,) * 2, (h // 16,) * 2, (0, 0)), mode="edge")
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="in_place"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (labels, pictures)
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="floats"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures.astype("float32"))


# %% mutant="changed_places"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_pictures, new_labels)


# %% mutant="not_square"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="number_not_compared"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape[1:] != (*labels.shape[1:], 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="channels_not_looked_at"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape[:3] != labels.shape:
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="global_chance"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if np.random.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="same_chance_again"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    rng = np.random.default_rng(0)
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)


# %% mutant="order_changed"
def random_jitter(labels, pictures, rng):
    labels, pictures = (np.asarray(labels), np.asarray(pictures))
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError(f"labels (n, h, h) and pictures (n, h, h, 3), got {labels.shape} and {pictures.shape}")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    new_labels, new_pictures = (np.empty_like(labels), np.empty_like(pictures))
    for i in range(len(labels)):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        plan = Image.fromarray(labels[i]).resize((larger, larger), Image.Resampling.NEAREST)
        photo = Image.fromarray(pictures[i]).resize((larger, larger), Image.Resampling.BILINEAR)
        new_labels[i - 1] = np.asarray(plan)[top : top + h, left : left + h][:, ::step]
        new_pictures[i - 1] = np.asarray(photo)[top : top + h, left : left + h][:, ::step]
    return (new_labels, new_pictures)
