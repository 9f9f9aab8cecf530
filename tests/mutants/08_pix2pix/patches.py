# %% mutant="ceiling"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = -(-(size + 2 * padding - kernel) // stride) + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="padding_once"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="no_padding"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="fit_on_the_bare_side"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


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


# %% mutant="fit_not_looked_at"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0:
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="fit_one_off"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding <= kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="field_from_the_front"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in layers:
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="field_without_strides"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = field - 1 + kernel
    return (size, field)


# %% mutant="field_product"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = field * kernel
    return (size, field)


# %% mutant="field_all_strides"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = field * stride + kernel - 1
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


# %% mutant="swapped"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (field, size)


# %% mutant="floats"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) / stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="zero_stride"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 0 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="zero_kernel"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 0 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="negative_padding"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="padding_needed"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 1 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="no_layer"
def patches(size, layers):
    if size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="first_layer_looked_at_only"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if (kernel, stride, padding) == layers[0] and (
            kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel)
        ):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return (size, field)


# %% mutant="layers_used_up"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("a picture and at least one layer are needed")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or (size + 2 * padding < kernel):
            raise ValueError(f"no window {kernel} in steps of {stride} on {size} with padding {padding}")
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    layers.reverse()
    for kernel, stride, _ in layers:
        field = (field - 1) * stride + kernel
    return (size, field)
