# %% mutant="crossings_over_the_whole_time"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float(len(times) / (len(signal) * step))


# %% mutant="crossings_over_their_time"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float(len(times) / ((times[-1] - times[0]) * step))


# %% mutant="to_the_next_sample"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + 1
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="line_the_wrong_way"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i - s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="line_from_the_next"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i + 1] / (s[i + 1] - s[i])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="both_directions"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) != (s[1:] < 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


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


# %% mutant="downward"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] >= 0) & (s[1:] < 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="a_period"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((times[-1] - times[0]) * step / (len(times) - 1))


# %% mutant="radians"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float(2 * np.pi * (len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="step_multiplied"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / (times[-1] - times[0]) * step)


# %% mutant="middle_of_the_range"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - (signal.max() + signal.min()) / 2 if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="median"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - np.median(signal) if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="first_value_taken_off"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal[0] if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="first_two_crossings"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float(1 / ((times[1] - times[0]) * step))


# %% mutant="mean_of_the_rates"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float(np.mean(1 / (np.diff(times) * step)))


# %% mutant="spectrum"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    power = np.abs(np.fft.rfft(s))
    return float(np.fft.rfftfreq(len(s), step)[power.argmax()])


# %% mutant="zero_for_no_wave"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        return 0.0
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="one_crossing_is_enough"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 1:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="three_are_needed"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 3:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="nan_left_out"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    signal = signal[np.isfinite(signal)] if signal.ndim == 1 else signal
    if signal.ndim != 1:
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="flattened"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float).ravel()
    if not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="mean_taken_off_in_place"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal
    s -= s.mean()
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="zero_starts_a_crossing"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] <= 0) & (s[1:] > 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="zeros_are_lost"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] > 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% mutant="a_numpy_number"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError(f"a finite signal of shape (n,) is needed, got {signal.shape}")
    s = signal - signal.mean() if len(signal) else signal
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("fewer than two upward crossings: not one whole period")
    times = i + s[i] / (s[i] - s[i + 1])
    return np.float32((len(times) - 1) / ((times[-1] - times[0]) * step))
