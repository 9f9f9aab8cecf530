# %% answer="range_of_two" score=0 cause="move the pictures to 0…1"
# Says that the range is 2, but leaves the pictures in -1…1: right for PSNR, wrong for SSIM.
def psnr_ssim(fake, real):
    fake, real = np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32")
    if fake.shape != real.shape or max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures")
    psnr, ssim = tf.image.psnr(fake, real, max_val=2.0), tf.image.ssim(fake, real, max_val=2.0)
    return float(np.mean(psnr)), float(np.mean(ssim))


# %% answer="psnr_of_the_mean_error" score=0 cause="PSNR of each picture"
def psnr_ssim(fake, real):
    fake, real = np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32")
    if fake.shape != real.shape or max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures")
    fake, real = (fake + 1) / 2, (real + 1) / 2
    error = np.mean((fake - real) ** 2)
    psnr = 10 * np.log10(1 / error) if error else float("inf")
    return float(psnr), float(np.mean(tf.image.ssim(fake, real, max_val=1.0)))


# %% answer="not_rescaled" score=0 cause="the range 1"
def psnr_ssim(fake, real):
    fake, real = np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32")
    if fake.shape != real.shape or max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures")
    psnr, ssim = tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0)
    return float(np.mean(psnr)), float(np.mean(ssim))


# %% answer="no_errors" score=0 cause="test the numbers first"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32") + 1) / 2, (np.asarray(real, dtype="float32") + 1) / 2
    psnr, ssim = tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0)
    return float(np.mean(psnr)), float(np.mean(ssim))


# %% answer="right_0_to_255" score=3
# Any range will do, as long as it begins at 0; PSNR by hand.
def psnr_ssim(fake, real):
    fake, real = np.array(fake, dtype=np.float64), np.array(real, dtype=np.float64)
    if fake.shape != real.shape:
        raise ValueError(f"{fake.shape} and {real.shape}")
    if not (np.all(abs(fake) <= 1) and np.all(abs(real) <= 1)):
        raise ValueError("-1…1")
    values = []
    for one, other in zip(fake, real):
        error = np.mean((one - other) ** 2)
        values.append(np.inf if error == 0 else 20 * np.log10(2) - 10 * np.log10(error))
    as_bytes = [tf.constant(127.5 * (pictures + 1), tf.float32) for pictures in (fake, real)]
    return float(np.mean(values)), float(tf.reduce_mean(tf.image.ssim(*as_bytes, max_val=255.0)))


# %% answer="only_ssim_rescaled" score=0 cause="the error is 0.25"
# PSNR sees −1…1 with a range of 1: 6 dB too low.
def psnr_ssim(fake, real):
    fake, real = np.asarray(fake, "float32"), np.asarray(real, "float32")
    if fake.shape != real.shape or max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures")
    ssim = tf.image.ssim((fake + 1) / 2, (real + 1) / 2, max_val=1.0)
    return float(np.mean(tf.image.psnr(fake, real, max_val=1.0))), float(np.mean(ssim))


# %% answer="never_infinite" score=0 cause="PSNR is infinite"
# A tiny number against dividing by zero: identical pictures are only 100 dB alike.
def psnr_ssim(fake, real):
    fake, real = np.asarray(fake, "float32"), np.asarray(real, "float32")
    if fake.shape != real.shape or max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures")
    fake, real = (fake + 1) / 2, (real + 1) / 2
    error = np.mean((fake - real) ** 2, axis=(1, 2, 3)) + 1e-10
    return float(np.mean(10 * np.log10(1 / error))), float(np.mean(tf.image.ssim(fake, real, max_val=1.0)))


# %% answer="moved_in_place" score=0 cause="work on a copy"
def psnr_ssim(fake, real):
    if fake.shape != real.shape or max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures")
    for pictures in (fake, real):
        pictures += 1
        pictures /= 2
    psnr = tf.image.psnr(tf.constant(fake, tf.float32), tf.constant(real, tf.float32), max_val=1.0)
    ssim = tf.image.ssim(tf.constant(fake, tf.float32), tf.constant(real, tf.float32), max_val=1.0)
    return float(np.mean(psnr)), float(np.mean(ssim))


# %% answer="tensors" score=0 cause="float(…) of each mean"
def psnr_ssim(fake, real):
    fake, real = np.asarray(fake, "float32"), np.asarray(real, "float32")
    if fake.shape != real.shape or max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures")
    fake, real = (fake + 1) / 2, (real + 1) / 2
    psnr, ssim = tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0)
    return tf.reduce_mean(psnr), tf.reduce_mean(ssim)


# %% answer="only_fake_tested" score=0 cause="test the numbers first"
def psnr_ssim(fake, real):
    fake, real = np.asarray(fake, "float32"), np.asarray(real, "float32")
    if fake.shape != real.shape or np.abs(fake).max() > 1:
        raise ValueError("pictures")
    fake, real = (fake + 1) / 2, (real + 1) / 2
    psnr, ssim = tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0)
    return float(np.mean(psnr)), float(np.mean(ssim))


# %% answer="shapes_not_compared" score=0 cause="compare the shapes first"
def psnr_ssim(fake, real):
    fake, real = np.asarray(fake, "float32"), np.asarray(real, "float32")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures")
    fake, real = (fake + 1) / 2, (real + 1) / 2
    psnr, ssim = tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0)
    return float(np.mean(psnr)), float(np.mean(ssim))
