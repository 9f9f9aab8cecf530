# %% mutant="kernel_not_looked_at"
def transposed_output_size(n, kernel, stride, padding="same"):
    if min(n, stride) < 1 or padding not in ("same", "valid"):
        raise ValueError(f"no transposed convolution of {n} values, kernel {kernel}, stride {stride}, {padding!r}")
    if padding == "same":
        return n * stride
    return (n - 1) * stride + max(kernel, stride)


# %% mutant="zero_only_refused"
def transposed_output_size(n, kernel, stride, padding="same"):
    if 0 in (n, kernel, stride) or padding not in ("same", "valid"):
        raise ValueError(f"no transposed convolution of {n} values, kernel {kernel}, stride {stride}, {padding!r}")
    if padding == "same":
        return n * stride
    return (n - 1) * stride + max(kernel, stride)


# %% mutant="ones_refused"
def transposed_output_size(n, kernel, stride, padding="same"):
    if min(n, kernel, stride) < 2 or padding not in ("same", "valid"):
        raise ValueError(f"no transposed convolution of {n} values, kernel {kernel}, stride {stride}, {padding!r}")
    if padding == "same":
        return n * stride
    return (n - 1) * stride + max(kernel, stride)


# %% mutant="even_kernels_refused"
def transposed_output_size(n, kernel, stride, padding="same"):
    if min(n, kernel, stride) < 1 or kernel % 2 == 0 or padding not in ("same", "valid"):
        raise ValueError(f"no transposed convolution of {n} values, kernel {kernel}, stride {stride}, {padding!r}")
    if padding == "same":
        return n * stride
    return (n - 1) * stride + max(kernel, stride)


# %% mutant="capital_letters"
def transposed_output_size(n, kernel, stride, padding="same"):
    if min(n, kernel, stride) < 1 or padding not in ("SAME", "VALID"):
        raise ValueError(f"no transposed convolution of {n} values, kernel {kernel}, stride {stride}, {padding!r}")
    if padding == "SAME":
        return n * stride
    return (n - 1) * stride + max(kernel, stride)
