# %% answer="mean_instead_of_median" score=2 cause="their mean is smaller"
# One wild report changes a mean. The recorded games do not notice; the made-up ones do.
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: values[-max(n // 3, 1) :].mean() for name, values in curves.items()}
    lead = late["d_real"] - late["d_fake"]
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and late["g_grad_norm"] <= 0.01 * curves["g_grad_norm"][: max(n // 10, 1)].max():
        return "vanishing gradients"
    if lead > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"


# %% answer="effects_before_causes" score=0 cause="rule 1 comes first"
# Collapse first: it hides why.
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: np.median(values[-max(n // 3, 1) :]) for name, values in curves.items()}
    lead = late["d_real"] - late["d_fake"]
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and late["g_grad_norm"] <= 0.01 * curves["g_grad_norm"][: max(n // 10, 1)].max():
        return "vanishing gradients"
    return "D too strong" if lead > 0.95 else "healthy"


# %% answer="last_report_only" score=2 cause="the last report alone says little"
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: values[-1] for name, values in curves.items()}
    lead = late["d_real"] - late["d_fake"]
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and late["g_grad_norm"] <= 0.01 * curves["g_grad_norm"][: max(n // 10, 1)].max():
        return "vanishing gradients"
    if lead > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"


# %% answer="no_look_at_gradients" score=0 cause="compare G's gradient with its start"
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: np.median(values[-max(n // 3, 1) :]) for name, values in curves.items()}
    if late["d_fake"] > 0.95:
        return "D too weak"
    if late["d_real"] - late["d_fake"] > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"


# %% answer="always_healthy" score=0 cause="only the last third counts"
def diagnose(history, shares):
    return "healthy"


# %% answer="no_value_error" score=2 cause="ValueError is expected"
# All names right, but bad input passes: zip stops at the shortest curve.
def diagnose(history, shares):
    rows = list(zip(history["d_real"], history["d_fake"], history["g_grad_norm"]))
    n = len(rows)
    real, fake, norm = np.median(np.array(rows[-max(n // 3, 1) :], float), axis=0)
    start = max(row[2] for row in rows[: max(n // 10, 1)])
    if fake > 0.95:
        return "D too weak"
    if real - fake > 0.5 and norm <= 0.01 * start:
        return "vanishing gradients"
    if real - fake > 0.95:
        return "D too strong"
    return "mode collapse" if max(shares) > 0.5 or sum(s < 0.01 for s in shares) >= 3 else "healthy"


# %% answer="right_table" score=4
# The table as a list of pairs, the median by sorting.
def diagnose(history, shares):
    lengths = {len(history[name]) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares = [float(share) for share in shares]
    if len(lengths) != 1 or min(lengths) < 3:
        raise ValueError(f"lengths {lengths}")
    if len(shares) != 10 or not np.isclose(sum(shares), 1, atol=1e-3):
        raise ValueError("shares")
    n = lengths.pop()

    def late(name):
        return float(np.quantile(np.asarray(history[name], float)[n - max(1, n // 3) :], 0.5))

    lead = late("d_real") - late("d_fake")
    start = float(np.max(np.asarray(history["g_grad_norm"], float)[: max(1, n // 10)]))
    table = (
        (late("d_fake") > 0.95, "D too weak"),
        (lead > 0.5 and late("g_grad_norm") <= start / 100, "vanishing gradients"),
        (lead > 0.95, "D too strong"),
        (max(shares) > 0.5 or len([s for s in shares if s < 0.01]) >= 3, "mode collapse"),
        (True, "healthy"),
    )
    return next(name for holds, name in table if holds)


# %% answer="third_rounded_up" score=2 cause="rounded down"
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: np.median(values[--(-n // 3) :]) for name, values in curves.items()}
    lead = late["d_real"] - late["d_fake"]
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and late["g_grad_norm"] <= 0.01 * curves["g_grad_norm"][: max(n // 10, 1)].max():
        return "vanishing gradients"
    if lead > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"


# %% answer="lead_without_a_sign" score=2 cause="the lead has a sign"
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: np.median(values[-max(n // 3, 1) :]) for name, values in curves.items()}
    lead = abs(late["d_real"] - late["d_fake"])
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and late["g_grad_norm"] <= 0.01 * curves["g_grad_norm"][: max(n // 10, 1)].max():
        return "vanishing gradients"
    if lead > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"


# %% answer="first_report_for_the_largest" score=2 cause="the *largest* of the first tenth"
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: np.median(values[-max(n // 3, 1) :]) for name, values in curves.items()}
    lead = late["d_real"] - late["d_fake"]
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and late["g_grad_norm"] <= 0.01 * curves["g_grad_norm"][0]:
        return "vanishing gradients"
    if lead > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"


# %% answer="largest_of_the_whole_curve" score=2 cause="not of the whole curve"
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: np.median(values[-max(n // 3, 1) :]) for name, values in curves.items()}
    lead = late["d_real"] - late["d_fake"]
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and late["g_grad_norm"] <= 0.01 * curves["g_grad_norm"].max():
        return "vanishing gradients"
    if lead > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"


# %% answer="no_report_in_a_tenth" score=2 cause=["zero-size array", "only the last third counts"]
# n // 10 is 0 for short curves.
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: np.median(values[-max(n // 3, 1) :]) for name, values in curves.items()}
    lead = late["d_real"] - late["d_fake"]
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and late["g_grad_norm"] <= 0.01 * curves["g_grad_norm"][: n // 10].max():
        return "vanishing gradients"
    if lead > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"


# %% answer="limits_included" score=2 cause="leave the limit itself out"
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: np.median(values[-max(n // 3, 1) :]) for name, values in curves.items()}
    lead = late["d_real"] - late["d_fake"]
    if late["d_fake"] >= 0.95:
        return "D too weak"
    if lead >= 0.5 and late["g_grad_norm"] <= 0.01 * curves["g_grad_norm"][: max(n // 10, 1)].max():
        return "vanishing gradients"
    if lead >= 0.95:
        return "D too strong"
    if shares.max() >= 0.5 or np.sum(shares <= 0.01) >= 3:
        return "mode collapse"
    return "healthy"


# %% answer="smallest_gradient_of_all" score=2 cause="its *late* value"
def diagnose(history, shares):
    curves = {name: np.asarray(history[name], float) for name in ("d_real", "d_fake", "g_grad_norm")}
    shares, n = np.asarray(shares, float), len(curves["d_real"])
    if n < 3 or len({len(v) for v in curves.values()}) > 1 or shares.shape != (10,) or abs(shares.sum() - 1) > 1e-3:
        raise ValueError("curves or shares")
    late = {name: np.median(values[-max(n // 3, 1) :]) for name, values in curves.items()}
    lead, norms = late["d_real"] - late["d_fake"], curves["g_grad_norm"]
    if late["d_fake"] > 0.95:
        return "D too weak"
    if lead > 0.5 and norms.min() <= 0.01 * norms[: max(n // 10, 1)].max():
        return "vanishing gradients"
    if lead > 0.95:
        return "D too strong"
    if shares.max() > 0.5 or np.sum(shares < 0.01) >= 3:
        return "mode collapse"
    return "healthy"
