# %% answer="as_a_convolution" score=0 cause="`stride` places for each value"
# The formula of lab 01 for a convolution.
def transposed_output_size(n, kernel, stride, padding="same"):
    if min(n, kernel, stride) < 1 or padding not in ("same", "valid"):
        raise ValueError("numbers")
    return -(-n // stride) if padding == "same" else (n - kernel) // stride + 1


# %% answer="valid_as_n_times_stride" score=0 cause="lab 01"
def transposed_output_size(n, kernel, stride, padding="same"):
    if min(n, kernel, stride) < 1 or padding not in ("same", "valid"):
        raise ValueError("numbers")
    return n * stride if padding == "same" else n * stride + kernel


# %% answer="kernel_shorter_than_stride" score=0 cause="max(kernel, stride)"
# Right but for kernels that are shorter than the stride.
def transposed_output_size(n, kernel, stride, padding="same"):
    if min(n, kernel, stride) < 1 or padding not in ("same", "valid"):
        raise ValueError("numbers")
    return n * stride if padding == "same" else (n - 1) * stride + kernel


# %% answer="takes_anything" score=0 cause="test the arguments first"
def transposed_output_size(n, kernel, stride, padding="same"):
    return n * stride if padding == "same" else (n - 1) * stride + max(kernel, stride)


# %% answer="right_as_keras_writes_it" score=3
def transposed_output_size(n, kernel, stride, padding="same"):
    for number in (n, kernel, stride):
        if number < 1:
            raise ValueError(f"{number} is below 1")
    sizes = {"same": n * stride, "valid": n * stride + max(kernel - stride, 0)}
    if padding not in sizes:
        raise ValueError(f"padding {padding!r}")
    return sizes[padding]


# %% answer="halved" score=0 cause="`stride` places for each value"
def transposed_output_size(n, kernel, stride, padding="same"):
    if min(n, kernel, stride) < 1 or padding not in ("same", "valid"):
        raise ValueError("numbers")
    return n // stride


# %% answer="any_padding" score=0 cause="test the arguments first"
def transposed_output_size(n, kernel, stride, padding="same"):
    if min(n, kernel, stride) < 1:
        raise ValueError("numbers")
    return n * stride if padding == "same" else (n - 1) * stride + max(kernel, stride)
