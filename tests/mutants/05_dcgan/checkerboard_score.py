# %% mutant="rows_only"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="columns_only"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0
