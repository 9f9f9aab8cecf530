# %% answer="never_fed_back" score=0 cause="put the new one behind the others"
# Predicts the same step again and again.
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError("steps")
    past, made = np.asarray(past), []
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}")
        made.append(new)
    return np.stack(made, axis=1)


# %% answer="new_one_in_front" score=0 cause="newest frame is in the last channels"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError("steps")
    past, made = np.asarray(past), []
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}")
        made.append(new)
        past = np.concatenate([new, past[..., :-3]], axis=-1)
    return np.stack(made, axis=1)


# %% answer="newest_dropped" score=0 cause="drop the oldest frame"
# Takes the last three channels away, not the first.
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError("steps")
    past, made = np.asarray(past), []
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}")
        made.append(new)
        past = np.concatenate([past[..., :-3], new], axis=-1)
    return np.stack(made, axis=1)


# %% answer="steps_first" score=0 cause="frames for each step"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError("steps")
    past, made = np.asarray(past), []
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return np.stack(made)


# %% answer="last_frame_only" score=0 cause="frames for each step"
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError("steps")
    past, made = np.asarray(past), []
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}")
        made.append(new)
        past = np.concatenate([past[..., 3:], new], axis=-1)
    return made[-1]


# %% answer="one_channel" score=0 cause="newest frame is in the last channels"
# Moves on by one channel, not by one frame.
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError("steps")
    past, made = np.asarray(past), []
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}")
        made.append(new)
        past = np.concatenate([past[..., 1:], new], axis=-1)[..., : past.shape[-1]]
    return np.stack(made, axis=1)


# %% answer="four_frames_only" score=0 cause="whatever their number is"
# Twelve channels, whatever comes.
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError("steps")
    past, made = np.asarray(past), []
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}")
        made.append(new)
        past = np.concatenate([past[..., -9:], new], axis=-1)
    return np.stack(made, axis=1)


# %% answer="no_errors" score=0 cause="no step"
def roll_out(predict, past, steps):
    made = []
    for _ in range(max(steps, 1)):
        made.append(np.asarray(predict(past)))
        past = np.concatenate([past[..., 3:], made[-1]], axis=-1)
    return np.stack(made, axis=1)


# %% answer="looks_at_the_end" score=0 cause="look at each prediction before the next one"
# Sees the broken prediction only when all steps are done.
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError("steps")
    made = []
    for _ in range(steps):
        made.append(np.asarray(predict(past)))
        past = np.concatenate([past[..., 3:], made[-1]], axis=-1)
    if not np.isfinite(np.stack(made)).all():
        raise ValueError("not finite")
    return np.stack(made, axis=1)


# %% answer="in_place" score=0 cause="past stays as it was"
# Writes into the array that it was given.
def roll_out(predict, past, steps):
    if steps < 1:
        raise ValueError("steps")
    made = []
    for k in range(steps):
        new = np.asarray(predict(past))
        if not np.isfinite(new).all():
            raise ValueError(f"step {k + 1}")
        made.append(np.array(new))
        past[..., :-3] = past[..., 3:].copy()
        past[..., -3:] = made[-1]
    return np.stack(made, axis=1)


# %% answer="right_film" score=3
# One long row of frames; each step looks at its end.
def roll_out(predict, past, steps):
    if int(steps) <= 0:
        raise ValueError("at least one step")
    width = past.shape[-1]
    film = np.array(past, copy=True)
    for number in range(1, steps + 1):
        new = np.array(predict(film[..., -width:]))
        if np.isnan(new).any() or np.isinf(new).any():
            raise ValueError(f"broken in step {number}")
        film = np.concatenate([film, new], axis=3)
    n, h, w, _ = film.shape
    return np.moveaxis(film[..., width:].reshape(n, h, w, steps, 3), 3, 1)
