# %% mutant="both_directions_halved"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) != (s[1:] < 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / 2 / ((times[-1] - times[0]) * step))
