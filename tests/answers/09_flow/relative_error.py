# %% answer="absolute" score=0 cause="divide by the length of the truth"
# The root mean square, in U.
def relative_error(predicted, true, solid):
    predicted, true, solid = np.asarray(predicted), np.asarray(true), np.asarray(solid)
    if predicted.shape != true.shape or solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError("shapes")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("not finite")
    if not np.any(true[..., ~solid, :2]):
        raise ValueError("no flow")
    return float(np.sqrt(np.mean((predicted - true)[..., ~solid, :2] ** 2)))


# %% answer="with_pressure" score=0 cause="pressure does not count"
def relative_error(predicted, true, solid):
    predicted, true, solid = np.asarray(predicted), np.asarray(true), np.asarray(solid)
    if predicted.shape != true.shape or solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError("shapes")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("not finite")
    if not np.any(true[..., ~solid, :2]):
        raise ValueError("no flow")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :]) / np.linalg.norm(true[..., ~solid, :]))


# %% answer="with_the_body" score=0 cause="the body does not count"
def relative_error(predicted, true, solid):
    predicted, true, solid = np.asarray(predicted), np.asarray(true), np.asarray(solid)
    if predicted.shape != true.shape or solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError("shapes")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("not finite")
    if not np.any(true[..., ~solid, :2]):
        raise ValueError("no flow")
    return float(np.linalg.norm((predicted - true)[..., :2]) / np.linalg.norm(true[..., :2]))


# %% answer="mean_of_the_frames" score=0 cause="not the mean of the frames"
def relative_error(predicted, true, solid):
    predicted, true, solid = np.asarray(predicted), np.asarray(true), np.asarray(solid)
    if predicted.shape != true.shape or solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError("shapes")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("not finite")
    if not np.any(true[..., ~solid, :2]):
        raise ValueError("no flow")
    wrong = (predicted - true)[..., ~solid, :2].reshape(*true.shape[:-3], -1)
    right = true[..., ~solid, :2].reshape(*true.shape[:-3], -1)
    return float(np.mean(np.linalg.norm(wrong, axis=-1) / np.linalg.norm(right, axis=-1)))


# %% answer="squares_without_root" score=0 cause="a tenth too fast"
def relative_error(predicted, true, solid):
    predicted, true, solid = np.asarray(predicted), np.asarray(true), np.asarray(solid)
    if predicted.shape != true.shape or solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError("shapes")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("not finite")
    if not np.any(true[..., ~solid, :2]):
        raise ValueError("no flow")
    return float(np.sum((predicted - true)[..., ~solid, :2] ** 2) / np.sum(true[..., ~solid, :2] ** 2))


# %% answer="inside_for_outside" score=0 cause="where `solid` is False"
# The mask the wrong way round.
def relative_error(predicted, true, solid):
    predicted, true, solid = np.asarray(predicted), np.asarray(true), np.asarray(solid)
    if predicted.shape != true.shape or solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError("shapes")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("not finite")
    length = np.linalg.norm(true[..., solid, :2])
    if not np.any(true[..., :2]):
        raise ValueError("no flow")
    return float(np.linalg.norm((predicted - true)[..., solid, :2]) / length) if length else 0.0


# %% answer="sum_of_absolute_values" score=0 cause="not the mean of the frames"
# Another norm: right for errors in proportion, wrong for one lost frame.
def relative_error(predicted, true, solid):
    predicted, true, solid = np.asarray(predicted), np.asarray(true), np.asarray(solid)
    if predicted.shape != true.shape or solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError("shapes")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("not finite")
    if not np.any(true[..., ~solid, :2]):
        raise ValueError("no flow")
    return float(np.abs((predicted - true)[..., ~solid, :2]).sum() / np.abs(true[..., ~solid, :2]).sum())


# %% answer="no_errors" score=0 cause="a mask of another size"
# Makes everything fit, whatever it is.
def relative_error(predicted, true, solid):
    fluid = ~np.resize(np.asarray(solid, bool), np.shape(true)[-3:-1])
    rows = min(np.shape(predicted)[-3], np.shape(true)[-3])
    predicted, true = np.asarray(predicted)[..., :rows, :, :], np.asarray(true)[..., :rows, :, :]
    fluid = fluid[:rows]
    return float(np.linalg.norm((predicted - true)[..., fluid, :2]) / np.linalg.norm(true[..., fluid, :2]))


# %% answer="nan_passes" score=0 cause="NaN"
def relative_error(predicted, true, solid):
    predicted, true, solid = np.asarray(predicted), np.asarray(true), np.asarray(solid)
    if predicted.shape != true.shape or solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError("shapes")
    if not np.any(true[..., ~solid, :2]):
        raise ValueError("no flow")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / np.linalg.norm(true[..., ~solid, :2]))


# %% answer="right_weights" score=3
# A weight for each number: 0 in the body and for pressure.
def relative_error(predicted, true, solid):
    predicted, true = np.array(predicted, dtype=float), np.array(true, dtype=float)
    mask = np.asarray(solid)
    if predicted.shape != true.shape:
        raise ValueError("frames of one shape are needed")
    if mask.dtype.kind != "b" or mask.shape != (true.shape[-3], true.shape[-2]):
        raise ValueError("bool (h, w) is needed")
    if np.isnan(predicted + true).any() or np.isinf(predicted).any() or np.isinf(true).any():
        raise ValueError("finite numbers are needed")
    weight = np.where(mask, 0.0, 1.0)[..., None] * np.array([1.0, 1.0, 0.0])
    top, bottom = np.sum(weight * (predicted - true) ** 2), np.sum(weight * true**2)
    if bottom == 0.0:
        raise ValueError("nothing moves")
    return float((top / bottom) ** 0.5)
