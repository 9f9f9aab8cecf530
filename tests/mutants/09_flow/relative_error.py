# %% mutant="shapes_not_compared"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="any_mask"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid.astype(bool), :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid.astype(bool), :2]) / length)
