# %% answer="crops_of_their_own" score=0 cause="one crop for both"
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


# %% answer="interpolated_plans" score=0 cause="take the nearest pixel"
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


# %% answer="one_crop_a_batch" score=0 cause="draw anew for each pair"
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


# %% answer="only_the_photo_mirrored" score=0 cause="one mirroring for both"
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


# %% answer="bicubic_plans" score=0 cause="labels are not interpolated"
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.BICUBIC))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="not_enlarged" score=0 cause="64 becomes 72"
# Only shifts and mirrors.
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = h
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = rng.integers(1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="always_mirrored" score=0 cause="probability 1/2"
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="photo_one_pixel_off" score=0 cause="to the pixel"
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = rng.integers(larger - h, size=2)
        step = -1 if rng.random() < 0.5 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top + 1 : top + 1 + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="four_corners" score=0 cause="from 0 to 8, both included"
# As in a test with ten crops: only the corners.
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = (larger - h) * rng.integers(2, size=2)
        step = -1 if rng.random() < 0.5 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="last_place_left_out" score=0 cause="from 0 to 8, both included"
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = rng.integers(larger - h, size=2)
        step = -1 if rng.random() < 0.5 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="mirrored_by_the_crop" score=0 cause="nothing to do with the crop"
# One draw for two decisions.
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if top > 4 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="on_the_diagonal" score=0 cause="two numbers a pair"
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top = left = rng.integers(larger - h + 1)
        step = -1 if rng.random() < 0.5 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="chance_of_its_own" score=0 cause="draw from rng alone"
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = np.random.randint(larger - h + 1, size=2)
        step = -1 if np.random.random() < 0.5 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="nearest_photos" score=0 cause="photos are interpolated"
def random_jitter(labels, pictures, rng):
    labels, pictures = np.asarray(labels), np.asarray(pictures)
    if labels.ndim != 3 or labels.shape[1] != labels.shape[2] or pictures.shape != (*labels.shape, 3):
        raise ValueError("shapes")
    h = labels.shape[1]
    larger = round(h * 286 / 256)
    plans, photos = [], []
    for plan, photo in zip(labels, pictures):
        top, left = rng.integers(larger - h + 1, size=2)
        step = -1 if rng.random() < 0.5 else 1
        big = np.asarray(Image.fromarray(plan).resize((larger, larger), Image.Resampling.NEAREST))
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.NEAREST))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="any_shape" score=0 cause="compare the shapes first"
# A plan that is not square is squeezed into a square.
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
        plans.append(big[top : top + h, left : left + h][:, ::step])
        big = np.asarray(Image.fromarray(photo).resize((larger, larger), Image.Resampling.BILINEAR))
        photos.append(big[top : top + h, left : left + h][:, ::step])
    return np.stack(plans), np.stack(photos)


# %% answer="two_lists" score=0 cause="one array of a list"
def random_jitter(labels, pictures, rng):
    made = [], []
    for plan, photo in zip(labels, pictures, strict=True):
        h = len(plan)
        larger = round(h * 286 / 256)
        top, left = rng.integers(larger - h + 1, size=2)
        turn = -1 if rng.random() < 0.5 else 1
        ways = Image.Resampling.NEAREST, Image.Resampling.BILINEAR
        for part, how, kept in zip((plan, photo), ways, made, strict=True):
            big = np.asarray(Image.fromarray(part).resize((larger, larger), how))
            kept.append(big[top : top + h, left : left + h][:, ::turn])
    return made
