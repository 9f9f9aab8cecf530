# %% mutant="newest_first"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past][::-1], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="channels_by_kind"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.moveaxis(one[i : i + past], 0, -1).reshape(*one.shape[1:3], -1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


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


# %% mutant="target_is_the_newest"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past - 1 : -1])
    return (np.stack(frames), np.stack(target))


# %% mutant="target_skips_one"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past - 1)]
        target += list(one[past + 1 :])
    return (np.stack(frames), np.stack(target))


# %% mutant="no_overlap"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(0, len(one) - past, past)]
        target += list(one[past::past])
    return (np.stack(frames), np.stack(target))


# %% mutant="always_four"
def stack_frames(films, past=4):
    past = 4
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
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


# %% mutant="last_pair_left_out"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past - 1)]
        target += list(one[past:-1])
    return (np.stack(frames), np.stack(target))


# %% mutant="velocity_only"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:, ..., :2])
    return (np.stack(frames), np.stack(target))


# %% mutant="along_the_width"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-2) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="frame_axis_kept"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [one[i : i + past] for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="double"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float64") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="short_films_left_out"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            continue
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="short_films_of_one_less"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="exactly_enough_refused"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) <= past + 1:
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


# %% mutant="infinity_let_through"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if np.isnan(one).any():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="channels_not_looked_at"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="no_film_is_fine"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        return (np.zeros((0, 1, 1, 3 * past), "float32"), np.zeros((0, 1, 1, 3), "float32"))
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="axes_not_looked_at"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (np.stack(frames), np.stack(target))


# %% mutant="differences_as_target"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:] - one[past - 1 : -1])
    return (np.stack(frames), np.stack(target))


# %% mutant="lists"
def stack_frames(films, past=4):
    films = [np.asarray(one, dtype="float32") for one in films]
    if not films:
        raise ValueError("no film")
    frames, target = ([], [])
    for one in films:
        if one.ndim != 4 or one.shape[-1] != 3 or one.shape[1:] != films[0].shape[1:]:
            raise ValueError(f"films (n, h, w, 3) of one size, got {films[0].shape} and {one.shape}")
        if len(one) < past + 1:
            raise ValueError(f"a film of {len(one)} frames: at least {past + 1} are needed")
        if not np.isfinite(one).all():
            raise ValueError("a film holds NaN or infinity")
        frames += [np.concatenate(one[i : i + past], axis=-1) for i in range(len(one) - past)]
        target += list(one[past:])
    return (frames, target)
