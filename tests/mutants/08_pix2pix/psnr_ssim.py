# %% mutant="range_of_two"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=2.0), tf.image.ssim(fake, real, max_val=2.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="psnr_of_the_whole"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (
        10 * np.log10(1 / np.maximum(np.mean((fake - real) ** 2), 1e-30)),
        tf.image.ssim(fake, real, max_val=1.0),
    )
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="of_unscaled"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="ssim_of_unscaled"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(2 * fake - 1, 2 * real - 1, max_val=2.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="psnr_with_ten_times_ln"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)) * np.log(10), float(np.mean(ssim)))


# %% mutant="grey_only"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    fake, real = (part.mean(axis=-1, keepdims=True) for part in (fake, real))
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="swapped"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(ssim)), float(np.mean(psnr)))


# %% mutant="arrays"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (np.asarray(psnr), np.asarray(ssim))


# %% mutant="numpy_numbers"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (np.mean(psnr), np.mean(ssim))


# %% mutant="best_picture"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.max(psnr)), float(np.mean(ssim)))


# %% mutant="median_picture"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.median(ssim)))


# %% mutant="capped"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (min(float(np.mean(psnr)), 100.0), float(np.mean(ssim)))


# %% mutant="only_fake_looked_at"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if np.abs(fake).max() > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="only_real_looked_at"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if np.abs(real).max() > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="upper_limit_only"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(fake.max(), real.max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="lower_limit_only"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if min(fake.min(), real.min()) < -1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="limit_of_two"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 2:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="ends_refused"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) >= 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="shapes_not_compared"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="clipped"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    fake, real = (np.clip(part, -1, 1) for part in (fake, real))
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="in_place"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake += 1
    real += 1
    fake /= 2
    real /= 2
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))


# %% mutant="squared_error_of_the_sum"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    fake, real = ((fake + 1) / 2, (real + 1) / 2)
    psnr, ssim = (
        10 * np.log10(1 / np.maximum(np.mean(fake - real, axis=(1, 2, 3)) ** 2, 1e-30)),
        tf.image.ssim(fake, real, max_val=1.0),
    )
    return (float(np.mean(psnr)), float(np.mean(ssim)))
