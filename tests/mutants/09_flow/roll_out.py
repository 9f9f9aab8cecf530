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
