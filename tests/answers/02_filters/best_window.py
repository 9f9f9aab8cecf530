# %% answer="against_noisy" score=0 cause="from the clean signal"
# Compares with the measured signal, so no smoothing at all always wins.
def best_window(noisy, clean, windows):
    if np.shape(noisy) != np.shape(clean) or len(windows) == 0:
        raise ValueError("bad arguments")
    errors = np.array([np.mean((centred_average(noisy, m) - noisy) ** 2) for m in windows])
    return int(windows[np.argmin(errors)]), errors


# %% answer="position" score=0 cause="not its position"
# Returns the position in the list in place of the window length.
def best_window(noisy, clean, windows):
    if np.shape(noisy) != np.shape(clean) or len(windows) == 0:
        raise ValueError("bad arguments")
    errors = np.array([np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows])
    return int(np.argmin(errors)), errors


# %% answer="signed_error" score=0 cause="squared differences"
# Positive and negative differences cancel: no square.
def best_window(noisy, clean, windows):
    if np.shape(noisy) != np.shape(clean) or len(windows) == 0:
        raise ValueError("bad arguments")
    errors = np.array([abs(np.mean(centred_average(noisy, m) - clean)) for m in windows])
    return int(windows[np.argmin(errors)]), errors


# %% answer="largest" score=0 cause="smallest error"
# Picks the greatest error.
def best_window(noisy, clean, windows):
    if np.shape(noisy) != np.shape(clean) or len(windows) == 0:
        raise ValueError("bad arguments")
    errors = np.array([np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows])
    return int(windows[np.argmax(errors)]), errors


# %% answer="causal" score=0 cause="squared differences"
# Forgets the lag: the causal average is compared with the clean signal.
def best_window(noisy, clean, windows):
    if np.shape(noisy) != np.shape(clean) or len(windows) == 0:
        raise ValueError("bad arguments")
    errors = np.array([np.mean((np.convolve(noisy, np.ones(m) / m)[: len(noisy)] - clean) ** 2) for m in windows])
    return int(windows[np.argmin(errors)]), errors


# %% answer="stated_optimum" score=0 cause="one window only"
# Returns the optimum that the text states, whatever the signal.
def best_window(noisy, clean, windows):
    if np.shape(noisy) != np.shape(clean) or len(windows) == 0:
        raise ValueError("bad arguments")
    errors = np.array([np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows])
    return 29 if 29 in windows else 3, errors


# %% answer="right_loop" score=3
# A plain loop that keeps the best so far; errors as a list.
def best_window(noisy, clean, windows):
    if len(noisy) != len(clean):
        raise ValueError("noisy and clean must be equally long")
    best, least, errors = None, np.inf, []
    for m in windows:
        difference = np.subtract(centred_average(noisy, m), clean)
        errors.append(float(difference @ difference / len(difference)))
        if errors[-1] < least:
            best, least = m, errors[-1]
    if best is None:
        raise ValueError("no windows")
    return best, errors


# %% answer="right_dict" score=3
# One table of errors, the best by its value.
def best_window(noisy, clean, windows):
    noisy, clean = np.asarray(noisy), np.asarray(clean)
    if noisy.shape != clean.shape:
        raise ValueError("shapes differ")
    table = {int(m): np.square(centred_average(noisy, m) - clean).mean() for m in windows}
    return min(table, key=table.get), np.array(list(table.values()))


# %% answer="only_the_best" score=0 cause="two things come back"
def best_window(noisy, clean, windows):
    if np.shape(noisy) != np.shape(clean) or len(windows) == 0:
        raise ValueError("bad arguments")
    errors = np.array([np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows])
    return int(windows[np.argmin(errors)])


# %% answer="not_windows" score=0 cause=["ambiguous", "look at its length"]
# `not windows` works for lists only.
def best_window(noisy, clean, windows):
    if np.shape(noisy) != np.shape(clean) or not windows:
        raise ValueError("bad arguments")
    errors = np.array([np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows])
    return int(windows[np.argmin(errors)]), errors


# %% answer="sorts_windows" score=0 cause="work on a copy"
# Puts the caller's list of windows in order on the way.
def best_window(noisy, clean, windows):
    if np.shape(noisy) != np.shape(clean) or len(windows) == 0:
        raise ValueError("bad arguments")
    errors = np.array([np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows])
    best = int(windows[np.argmin(errors)])
    windows.sort()
    return best, errors


# %% answer="sorts_the_windows" score=0 cause="do not sort the windows"
def best_window(noisy, clean, windows):
    noisy, clean = np.asarray(noisy, float), np.asarray(clean, float)
    if noisy.shape != clean.shape or len(windows) == 0:
        raise ValueError("bad input")
    windows = sorted(windows)
    errors = np.array([np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows])
    return int(windows[np.argmin(errors)]), errors


# %% answer="broadcasts_one_sample" score=0 cause="compare the shapes first"
# Leaves it to NumPy to complain, which stretches a single sample instead.
def best_window(noisy, clean, windows):
    noisy, clean = np.asarray(noisy, float), np.asarray(clean, float)
    if len(windows) == 0:
        raise ValueError("no windows")
    errors = np.array([np.mean((centred_average(noisy, m) - clean) ** 2) for m in windows])
    return int(windows[np.argmin(errors)]), errors


# %% answer="smooths_the_difference" score=0 cause="what smoothing does to the jumps"
# Smooths noisy − clean: the noise that is left, without the jumps that are lost.
def best_window(noisy, clean, windows):
    noisy, clean = np.asarray(noisy, dtype=float), np.asarray(clean, dtype=float)
    if noisy.shape != clean.shape or len(windows) == 0:
        raise ValueError("bad input")
    errors = np.array([np.mean(centred_average(noisy - clean, m) ** 2) for m in windows])
    return int(windows[np.argmin(errors)]), errors
