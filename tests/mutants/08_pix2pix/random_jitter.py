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
