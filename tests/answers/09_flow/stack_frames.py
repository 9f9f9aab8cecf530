# %% answer="across_films" score=0 cause="none across the two films"
# The films are joined first: some windows begin in one and end in the other.
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:] or len(one) <= past:
            raise ValueError("films")
        if not np.isfinite(one).all():
            raise ValueError("not finite")
    whole = np.concatenate(films)
    windows = [np.concatenate(whole[i : i + past], axis=-1) for i in range(len(whole) - past)]
    return np.stack(windows), whole[past:]


# %% answer="target_among_the_past" score=0 cause="not among the past ones"
# The last of the past frames is what should be predicted.
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:] or len(one) <= past:
            raise ValueError("films")
        if not np.isfinite(one).all():
            raise ValueError("not finite")
    frames = [np.concatenate(f[i : i + past], axis=-1) for f in films for i in range(len(f) - past)]
    return np.stack(frames), np.stack([f[i + past - 1] for f in films for i in range(len(f) - past)])


# %% answer="newest_first" score=0 cause="oldest in the first channels"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:] or len(one) <= past:
            raise ValueError("films")
        if not np.isfinite(one).all():
            raise ValueError("not finite")
    frames = [np.concatenate(f[i : i + past][::-1], axis=-1) for f in films for i in range(len(f) - past)]
    return np.stack(frames), np.concatenate([f[past:] for f in films])


# %% answer="channels_together" score=0 cause="oldest in the first channels"
# All u first, then all v, then all p.
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:] or len(one) <= past:
            raise ValueError("films")
        if not np.isfinite(one).all():
            raise ValueError("not finite")
    frames = [np.stack(f[i : i + past], axis=-1) for f in films for i in range(len(f) - past)]
    frames = np.stack(frames)
    return frames.reshape(*frames.shape[:3], 3 * past), np.concatenate([f[past:] for f in films])


# %% answer="one_pair_too_few" score=0 cause="2 + 1 pairs"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:] or len(one) <= past:
            raise ValueError("films")
        if not np.isfinite(one).all():
            raise ValueError("not finite")
    frames, target = [], []
    for f in films:
        for i in range(len(f) - past - 1):
            frames.append(np.concatenate(f[i : i + past], axis=-1))
            target.append(f[i + past])
    return np.stack(frames or [np.zeros((*films[0].shape[1:3], 3 * past))]), np.stack(target or [films[0][0]])


# %% answer="time_axis_kept" score=0 cause="past frames"
# (m, 4, h, w, 3): a convolution over pictures has no place for it.
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:] or len(one) <= past:
            raise ValueError("films")
        if not np.isfinite(one).all():
            raise ValueError("not finite")
    frames = [f[i : i + past] for f in films for i in range(len(f) - past)]
    return np.stack(frames), np.concatenate([f[past:] for f in films])


# %% answer="no_errors" score=0 cause="four frames, and no next one"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    frames, target = [], []
    for f in films:
        frames += [np.concatenate(f[i : i + past], axis=-1) for i in range(len(f) - past)]
        target += list(f[past:])
    return np.array(frames), np.array(target)


# %% answer="nan_passes" score=0 cause="NaN"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films or any(f.ndim != 4 or f.shape[1:] != films[0].shape[1:] or len(f) <= past for f in films):
        raise ValueError("films")
    if films[0].shape[-1] != 3:
        raise ValueError("three channels")
    frames = [np.concatenate(f[i : i + past], axis=-1) for f in films for i in range(len(f) - past)]
    return np.stack(frames), np.concatenate([f[past:] for f in films])


# %% answer="windows_do_not_overlap" score=0 cause="2 + 1 pairs"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:] or len(one) <= past:
            raise ValueError("films")
        if not np.isfinite(one).all():
            raise ValueError("not finite")
    frames, target = [], []
    for f in films:
        for i in range(0, len(f) - past, past + 1):
            frames.append(np.concatenate(f[i : i + past], axis=-1))
            target.append(f[i + past])
    return np.stack(frames), np.stack(target)


# %% answer="right_shifted_copies" score=3
# Shifted copies of the whole film, side by side.
def stack_frames(films, past=4):
    arrays = [np.array(one, dtype=np.float32) for one in films]
    if len(arrays) == 0:
        raise ValueError("at least one film")
    size = arrays[0].shape[1:]
    for one in arrays:
        if one.ndim != 4 or one.shape[1:] != size or size[-1] != 3:
            raise ValueError(f"{one.shape}")
        if one.shape[0] < past + 1 or np.isnan(one.sum()) or np.isinf(one).any():
            raise ValueError("too short, or not finite")
    before, after = [], []
    for one in arrays:
        count = len(one) - past
        before.append(np.concatenate([one[k : k + count] for k in range(past)], axis=3))
        after.append(one[past:])
    return np.concatenate(before), np.concatenate(after)


# %% answer="two_lists" score=0 cause="one array of a list"
def stack_frames(films, past=4):
    frames = [np.concatenate(f[i : i + past], axis=-1) for f in films for i in range(len(f) - past)]
    return frames, [f[i] for f in films for i in range(past, len(f))]
