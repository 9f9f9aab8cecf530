# %% mutant="amplitudes"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True)))).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="brightness_counted"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images)) ** 2).sum(axis=0)
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="brightness_in_the_marked"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images)) ** 2).sum(axis=0)
    lines = np.zeros((h, w), bool)
    lines[:: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


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


# %% mutant="corners_only"
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
    lines[h // stride :: h // stride, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="square_pictures_only"
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
    lines[:, h // stride :: h // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="always_stride_two"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    stride = 2
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="first_multiple_only"
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
    lines[h // stride] = True
    lines[:, w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="mean_image_first"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = np.abs(np.fft.fft2(images.mean(axis=0) - images.mean())) ** 2
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="mean_of_all_images_taken_off"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=0))) ** 2).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="fft_over_all_axes"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fftn(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="nan_without_contrast"
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
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total)


# %% mutant="one_without_contrast"
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
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 1.0


# %% mutant="shift_forgotten_centre"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (
        np.abs(np.fft.fftshift(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True)), axes=(1, 2))) ** 2
    ).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="no_channel_taken_off"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        raise ValueError("three axes")
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="height_not_looked_at"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="width_not_looked_at"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="colour_summed"
def checkerboard_score(images, stride=2):
    images = np.asarray(images, float)
    if images.ndim == 4:
        images = images.mean(axis=3)
    if images.ndim != 3 or not len(images):
        raise ValueError(f"images must have shape (n, h, w) or (n, h, w, 1), got {images.shape}")
    h, w = images.shape[1:]
    if stride < 2 or h % stride or w % stride:
        raise ValueError(f"stride {stride} must be at least 2 and divide {h} and {w}")
    power = (np.abs(np.fft.fft2(images - images.mean(axis=(1, 2), keepdims=True))) ** 2).sum(axis=0)
    power[0, 0] = 0
    lines = np.zeros((h, w), bool)
    lines[h // stride :: h // stride] = True
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return float(power[lines].sum() / total) if total > 1e-20 * images.size * max(np.abs(images).max(), 1) else 0.0


# %% mutant="not_of_the_others"
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
    lines[:, w // stride :: w // stride] = True
    total = power.sum()
    return (
        float(power[lines].sum() / power[~lines].sum())
        if total > 1e-20 * images.size * max(np.abs(images).max(), 1)
        else 0.0
    )
