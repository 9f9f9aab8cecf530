# %% mutant="never_fed_back"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
    return np.stack(made, axis=1)


# %% mutant="new_one_in_front"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([new, past[..., :-3]], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="newest_dropped"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., :-3], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="window_grows"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past, new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="one_channel"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 1:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="always_twelve"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past, new], axis=-1)[..., -12:]
    return np.stack(made, axis=1)


# %% mutant="last_frame_only"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([new] * (past.shape[-1] // 3), axis=-1)
    return np.stack(made, axis=1)


# %% mutant="steps_first"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=0)


# %% mutant="steps_last"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=-1)


# %% mutant="as_channels"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.concatenate(made, axis=-1)


# %% mutant="last_only"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return made[-1][:, None]


# %% mutant="given_frame_first"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    made.append(past[..., -3:])
    for k in range(steps - 1):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="one_step_more"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps + 1):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made[1:], axis=1)


# %% mutant="in_place"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past[..., :-3] = past[..., 3:].copy()
        past[..., -3:] = new
    return np.stack(made, axis=1)


# %% mutant="every_second_fed_back"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        if k % 2 == 0:
            past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="one_step_refused"
def roll_out(predict, past, steps):
    if steps < 2:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="not_looked_at"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if False:
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="infinity_let_through"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if np.isnan(new).any():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="only_all_bad"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).any():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="step_from_zero"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="no_step_named"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError("the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="zeros_for_bad"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            new = np.nan_to_num(new)
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="called_twice"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past)) + 0 * np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made, axis=1)


# %% mutant="looked_at_in_the_end"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError(f"{steps} steps: at least one is needed")
    past, made = (np.asarray(past), [])
    for k in range(steps):
        new = np.asarray(predict(past))
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    for k, new in enumerate(made):
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}: the prediction is not finite")
    return np.stack(made, axis=1)
