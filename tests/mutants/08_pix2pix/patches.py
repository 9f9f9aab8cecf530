# %% mutant="fit_on_the_first_side"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    first = size
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (first + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="field_limited_to_the_picture"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    whole = size
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, min(field, whole))
