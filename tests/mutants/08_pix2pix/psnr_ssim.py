# %% mutant="of_unscaled"
def psnr_ssim(fake, real):
    fake, real = (np.asarray(fake, dtype="float32"), np.asarray(real, dtype="float32"))
    if fake.shape != real.shape or fake.ndim != 4:
        raise ValueError(f"pictures of shapes {fake.shape} and {real.shape} cannot be compared")
    if max(np.abs(fake).max(), np.abs(real).max()) > 1:
        raise ValueError("pictures must lie in -1…1")
    psnr, ssim = (tf.image.psnr(fake, real, max_val=1.0), tf.image.ssim(fake, real, max_val=1.0))
    return (float(np.mean(psnr)), float(np.mean(ssim)))
