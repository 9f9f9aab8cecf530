# %% answer="one_bias_for_the_layer" score=0 cause="one bias per map"
def conv_parameter_count(kh, kw, c, d, bias=True):
    if min(kh, kw, c, d) < 1:
        raise ValueError("bad input")
    return kh * kw * c * d + (1 if bias else 0)


# %% answer="channels_forgotten" score=0 cause="for each of the c input channels"
def conv_parameter_count(kh, kw, c, d, bias=True):
    if min(kh, kw, c, d) < 1:
        raise ValueError("bad input")
    return (kh * kw + (1 if bias else 0)) * d


# %% answer="bias_always" score=0 cause="no bias: only weights"
def conv_parameter_count(kh, kw, c, d, bias=True):
    if min(kh, kw, c, d) < 1:
        raise ValueError("bad input")
    return (kh * kw * c + 1) * d


# %% answer="square_kernels" score=0 cause="kh and kw may differ"
# Right whenever the kernel is square.
def conv_parameter_count(kh, kw, c, d, bias=True):
    if min(kh, kw, c, d) < 1:
        raise ValueError("bad input")
    return (kh * kh * c + (1 if bias else 0)) * d


# %% answer="no_errors" score=0 cause="ValueError is expected"
def conv_parameter_count(kh, kw, c, d, bias=True):
    return (kh * kw * c + (1 if bias else 0)) * d


# %% answer="docstring_example_only" score=0 cause="no bias: only weights"
def conv_parameter_count(kh, kw, c, d, bias=True):
    return 896


# %% answer="right_weights_then_biases" score=1
def conv_parameter_count(kh, kw, c, d, bias=True):
    for size in (kh, kw, c, d):
        if size <= 0:
            raise ValueError(f"{size} is no size")
    weights = d * c * kw * kh
    biases = d if bias else 0
    return weights + biases
