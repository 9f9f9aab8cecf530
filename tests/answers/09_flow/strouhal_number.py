# %% answer="highest_line_of_the_spectrum" score=0 cause="place each crossing by a straight line"
# Frequencies of a Fourier series are 1/(n step) apart.
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all() or np.ptp(signal) == 0:
        raise ValueError("signal")
    amplitude = np.abs(np.fft.rfft(signal - signal.mean()))
    return float(np.fft.rfftfreq(len(signal), step)[amplitude.argmax()])


# %% answer="whole_samples" score=0 cause="straight line"
# A crossing is at the sample before it.
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError("signal")
    s = signal - signal.mean()
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("no period")
    return float((len(i) - 1) / ((i[-1] - i[0]) * step))


# %% answer="mean_not_subtracted" score=0 cause="subtract the mean first"
def strouhal_number(signal, step):
    s = np.asarray(signal, dtype=float)
    if s.ndim != 1 or not np.isfinite(s).all():
        raise ValueError("signal")
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("no period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% answer="step_forgotten" score=0 cause="the docstring's sine"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError("signal")
    s = signal - signal.mean()
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("no period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / (times[-1] - times[0]))


# %% answer="crossings_for_periods" score=0 cause="periods between"
# k crossings have k - 1 periods between them.
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError("signal")
    s = signal - signal.mean()
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("no period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float(len(times) / ((times[-1] - times[0]) * step))


# %% answer="both_directions" score=0 cause="upward crossings"
# Upward and downward crossings: two a period.
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError("signal")
    s = signal - signal.mean()
    i = np.flatnonzero((s[:-1] < 0) != (s[1:] < 0))
    if len(i) < 2:
        raise ValueError("no period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% answer="period_for_frequency" score=0 cause="periods between"
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError("signal")
    s = signal - signal.mean()
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    if len(i) < 2:
        raise ValueError("no period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float(step * (times[-1] - times[0]) / (len(times) - 1))


# %% answer="no_errors" score=0 cause="a constant signal"
def strouhal_number(signal, step):
    s = np.asarray(signal, dtype=float) - np.mean(signal)
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] >= 0))
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step)) if len(times) > 1 else 0.0


# %% answer="zeros_are_lost" score=0 cause="samples on the mean"
# A sample exactly on the mean is neither below nor above it.
def strouhal_number(signal, step):
    signal = np.asarray(signal, dtype=float)
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError("signal")
    s = signal - signal.mean()
    i = np.flatnonzero((s[:-1] < 0) & (s[1:] > 0))
    if len(i) < 2:
        raise ValueError("no period")
    times = i + s[i] / (s[i] - s[i + 1])
    return float((len(times) - 1) / ((times[-1] - times[0]) * step))


# %% answer="right_loop" score=3
# Sample by sample; the mean of the periods is the whole time divided by their number.
def strouhal_number(signal, step):
    values = [float(value) for value in np.asarray(signal).ravel()]
    if np.ndim(signal) != 1 or not all(np.isfinite(value) for value in values):
        raise ValueError("one row of finite numbers")
    middle = sum(values) / max(len(values), 1)
    crossings = []
    for place, (low, high) in enumerate(zip(values, values[1:])):
        if low - middle < 0 <= high - middle:
            crossings.append(step * (place + (middle - low) / (high - low)))
    if len(crossings) < 2:
        raise ValueError("not one period")
    periods = [later - earlier for earlier, later in zip(crossings, crossings[1:])]
    return 1 / (sum(periods) / len(periods))
