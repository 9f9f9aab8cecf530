# %% mutant="absolute"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]))


# %% mutant="over_the_prediction"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = max(np.linalg.norm(predicted[..., ~solid, :2]), 1e-12)
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="pressure_too"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :]) / length)


# %% mutant="pressure_in_the_length"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="u_only"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :1])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :1]) / length)


# %% mutant="v_and_p"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, 1:])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, 1:]) / length)


# %% mutant="inside"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., solid, :2]) / length)


# %% mutant="body_too"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., :2]) / length)


# %% mutant="body_in_the_length"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="squares"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float((np.linalg.norm((predicted - true)[..., ~solid, :2]) / length) ** 2)


# %% mutant="mean_of_frames"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    gap = np.linalg.norm((predicted - true)[..., ~solid, :2], axis=(-2, -1))
    return float(np.mean(gap / np.linalg.norm(true[..., ~solid, :2], axis=(-2, -1))))


# %% mutant="mean_of_cells"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    gap = np.linalg.norm((predicted - true)[..., ~solid, :2], axis=-1)
    return float(np.mean(gap / np.linalg.norm(true[..., ~solid, :2], axis=-1)))


# %% mutant="speeds_compared"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(
        np.linalg.norm(
            np.linalg.norm(predicted[..., ~solid, :2], axis=-1) - np.linalg.norm(true[..., ~solid, :2], axis=-1)
        )
        / length
    )


# %% mutant="absolute_values"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.abs((predicted - true)[..., ~solid, :2]).sum() / np.abs(true[..., ~solid, :2]).sum())


# %% mutant="largest"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.abs((predicted - true)[..., ~solid, :2]).max() / np.abs(true[..., ~solid, :2]).max())


# %% mutant="last_frame_only"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    if true.ndim > 3:
        predicted, true = (predicted[-1:], true[-1:])
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="means_per_component"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(
        np.mean(
            [
                np.linalg.norm((predicted - true)[..., ~solid, k]) / np.linalg.norm(true[..., ~solid, k])
                for k in (0, 1)
            ]
        )
    )


# %% mutant="truth_not_looked_at"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="prediction_not_looked_at"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="infinity_let_through"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if np.isnan(predicted).any() or np.isnan(true).any():
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="zero_truth_is_zero"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        return 0.0
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


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


# %% mutant="mask_size_not_looked_at"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    solid = np.resize(solid, true.shape[-3:-1])
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="four_axes_only"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    if true.ndim != 4:
        raise ValueError("frames")
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)


# %% mutant="body_set_in_place"
def relative_error(predicted, true, solid):
    predicted, true, solid = (np.asarray(predicted), np.asarray(true), np.asarray(solid))
    if predicted.shape != true.shape:
        raise ValueError(f"predicted {predicted.shape}, true {true.shape}")
    if solid.dtype != bool or solid.shape != true.shape[-3:-1]:
        raise ValueError(f"the mask is {solid.dtype} {solid.shape}, the frames are {true.shape[-3:-1]}")
    if not (np.isfinite(predicted).all() and np.isfinite(true).all()):
        raise ValueError("a frame holds NaN or infinity")
    predicted[..., solid, :] = 0
    length = np.linalg.norm(true[..., ~solid, :2])
    if length == 0:
        raise ValueError("the true velocity is zero everywhere")
    return float(np.linalg.norm((predicted - true)[..., ~solid, :2]) / length)
