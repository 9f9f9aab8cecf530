# %% answer="mean_counts" score=0 cause="leave out frequency (0, 0)"
# Frequency 0 is left in: bright pictures score low.
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    images = images[..., 0] if images.ndim == 4 and images.shape[3] == 1 else images
    if images.ndim != 3:
        raise ValueError("shape")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError("stride")
    power = (np.abs(np.fft.fft2(images)) ** 2).sum(axis=0)
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    return float(power[lines].sum() / max(power.sum(), 1e-12))


# %% answer="the_corner_only" score=0 cause="not one corner"
# Only the one frequency of the full checkerboard; stripes are not seen.
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    images = images[..., 0] if images.ndim == 4 and images.shape[3] == 1 else images
    if images.ndim != 3:
        raise ValueError("shape")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError("stride")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    return float(power[h // stride, w // stride] / max(power.sum(), 1e-12)) if power.sum() > 1e-9 else 0.0


# %% answer="first_multiple_only" score=2 cause="both thirds count"
# For stride 3 and 4 the higher multiples are forgotten; what is checked first has stride 2.
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    images = images[..., 0] if images.ndim == 4 and images.shape[3] == 1 else images
    if images.ndim != 3:
        raise ValueError("shape")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError("stride")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    if power.sum() < 1e-9:
        return 0.0
    lines = np.zeros((h, w), bool)
    lines[h // stride], lines[:, w // stride] = True, True
    if stride == 4:
        lines[h // 2], lines[:, w // 2], lines[3 * h // 4], lines[:, 3 * w // 4] = True, True, True, True
    if stride == 3 and h < 8:
        lines[2 * h // 3], lines[:, 2 * w // 3] = True, True
    return float(power[lines].sum() / power.sum())


# %% answer="mean_of_the_scores" score=0 cause="sum the powers"
# The mean of each image's share, not the share of all power.
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    images = images[..., 0] if images.ndim == 4 and images.shape[3] == 1 else images
    if images.ndim != 3:
        raise ValueError("shape")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError("stride")
    power = np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum(axis=(1, 2))
    shares = np.where(total > 1e-9, power[:, lines].sum(axis=1) / np.maximum(total, 1e-12), 0)
    return float(shares.mean())


# %% answer="amplitudes" score=0 cause="not |F|"
# Absolute values, not their squares.
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    images = images[..., 0] if images.ndim == 4 and images.shape[3] == 1 else images
    if images.ndim != 3:
        raise ValueError("shape")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError("stride")
    size = np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))).sum(axis=0)
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    return float(size[lines].sum() / size.sum()) if size.sum() > 1e-9 else 0.0


# %% answer="right_by_folding" score=4
# Without any Fourier transform of the whole: a multiple of 1/s survives when pictures are folded with period s.
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images.reshape(images.shape[:3])
    if images.ndim != 3 or len(images) == 0:
        raise ValueError("images (n, h, w)")
    n, h, w = images.shape
    if stride < 2 or h % stride or w % stride:
        raise ValueError("stride")
    total = marked = 0.0
    for image in images:
        image = image - image.mean()
        total += (image**2).sum()
        by_row = image.reshape(h // stride, stride, w).mean(axis=0)
        row_part = by_row - by_row.mean(axis=0)
        by_column = image.reshape(h, w // stride, stride).mean(axis=1)
        column_part = by_column - by_column.mean(axis=1, keepdims=True)
        both = image.reshape(h // stride, stride, w // stride, stride).mean(axis=(0, 2))
        both = both - both.mean(axis=0) - both.mean(axis=1, keepdims=True) + both.mean()
        marked += (row_part**2).sum() * (h // stride) + (column_part**2).sum() * (w // stride)
        marked -= (both**2).sum() * (h // stride) * (w // stride)
    return float(marked / total) if total > 1e-12 else 0.0


# %% answer="any_stride" score=2 cause="test shape and stride first"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    images = images[..., 0] if images.ndim == 4 else images
    h, w = images.shape[1:]
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    return float(power[lines].sum() / power.sum()) if power.sum() > 1e-9 else 0.0
