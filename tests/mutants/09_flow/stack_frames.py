# %% mutant="across_films"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in [np.concatenate(films)]:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="first_film_only"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films[:1]:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="by_length"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in sorted(films, key=len):
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="first_film_looked_at_only"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for number, one in enumerate(films):
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if number == 0 and not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))
