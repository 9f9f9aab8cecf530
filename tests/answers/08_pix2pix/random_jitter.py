# %% answer="crops_of_their_own" score=0
# Draws a crop for the plan and another one for the photo.
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)

    def cut(image, how):
        top, left = rng.integers(larger - h + 1, size=2)
        big = np.asarray(Image.fromarray(image).resize((larger, larger), how))
        return big[top : top + h, left : left + h]

    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        step = -1 if rng.random() < 0.5 else 1
        plans.append(cut(plan, Image.Resampling.NEAREST)[:, ::step])
        photos.append(cut(photo, Image.Resampling.BILINEAR)[:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="interpolated_plans" score=0
# Takes the same, bilinear, interpolation for both.
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        for image, out in ((plan, plans), (photo, photos)):
            big = np.asarray(Image.fromarray(image).resize((larger, larger), Image.Resampling.BILINEAR))
            out.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="one_crop_a_batch" score=0
# Draws one crop and one mirroring for the whole batch.
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    top, left = rng.integers(larger - h + 1, size=2)
    step = -1 if rng.random() < 0.5 else 1
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="only_the_photo_mirrored" score=0
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="right_by_index" score=3
# No library: the nearest pixel is found by its number, photos are interpolated by NumPy.
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != labels.shape + (3,):
        raise ValueError("pairs of squares are needed")
    n, h = labels.shape[:2]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for i in range(n):
        flip = rng.random() < 0.5
        places = []
        for corner in rng.integers(0, larger - h, size=2, endpoint=True):
            places.append((corner + np.arange(h) + 0.5) * h / larger - 0.5)
        if flip:
            places[1] = places[1][::-1]
        near = [np.clip(np.round(at), 0, h - 1).astype(int) for at in places]
        low = [np.clip(np.floor(at), 0, h - 2).astype(int) for at in places]
        share = [np.clip(at - floor, 0, 1) for at, floor in zip(places, low)]
        plans.append(labels[i][np.ix_(*near)])
        photo = pictures[i].astype(float)
        rows = photo[low[0]] * (1 - share[0])[:, None, None] + photo[low[0] + 1] * share[0][:, None, None]
        both = rows[:, low[1]] * (1 - share[1])[None, :, None] + rows[:, low[1] + 1] * share[1][None, :, None]
        photos.append(np.round(both).astype(np.uint8))
    return np.stack(plans), np.stack(photos)
