# %% mutant="only_floats_are_refused"
def scale_to_tanh(images):
    images = np.asarray(images)
    if np.issubdtype(images.dtype, np.floating) or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)


# %% mutant="small_numbers_are_refused"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.max() <= 1 or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)


# %% mutant="by_the_largest_pixel"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return images.astype(np.float32) / np.float32(images.max() / 2) - np.float32(1)


# %% mutant="each_picture_by_its_own_range"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    low = images.min(axis=(1, 2, 3), keepdims=True).astype(np.float32)
    high = images.max(axis=(1, 2, 3), keepdims=True).astype(np.float32)
    return (2 * (images - low) / np.maximum(high - low, 1) - 1).astype(np.float32)


# %% mutant="three_columns_taken_for_colours"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3 and images.shape[-1] != 3:
        images = images[..., np.newaxis]
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)


# %% mutant="any_larger_number_of_axes"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim < 3:
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)


# %% mutant="channel_comes_first"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[:, np.newaxis]
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)


# %% mutant="colours_in_reverse"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return images[..., ::-1].astype(np.float32) / np.float32(127.5) - np.float32(1)


# %% mutant="grey_of_the_colours"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    images = images.mean(axis=-1, keepdims=True)
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)


# %% mutant="by_128"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return images.astype(np.float32) / np.float32(128) - np.float32(1)


# %% mutant="by_256"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return images.astype(np.float32) / np.float32(256) * np.float32(2) - np.float32(1)
