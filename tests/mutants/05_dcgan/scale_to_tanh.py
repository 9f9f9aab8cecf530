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


# %% mutant="any_larger_number_of_axes"
def scale_to_tanh(images):
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.ndim < 3:
        raise ValueError(f"uint8 images (n, h, w) or (n, h, w, 3) are needed, got {images.dtype} {images.shape}")
    if images.ndim == 3:
        images = images[..., np.newaxis]
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)
