# %% answer="field_from_the_front" score=0 cause="from the last layer back"
# Walks forwards for the field as well.
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("layers")
    field = 1
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or size + 2 * padding < kernel:
            raise ValueError("window")
        size = (size + 2 * padding - kernel) // stride + 1
        field = (field - 1) * stride + kernel
    return size, field


# %% answer="no_errors" score=0 cause="must fit into its own padded input"
def patches(size, layers):
    for kernel, stride, padding in layers:
        size = (size + 2 * padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return size, field


# %% answer="padding_once" score=0 cause="the padding is on both sides"
# Adds the padding on one side only.
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("layers")
    for kernel, stride, padding in layers:
        if kernel < 1 or stride < 1 or padding < 0 or size + padding < kernel:
            raise ValueError("window")
        size = (size + padding - kernel) // stride + 1
    field = 1
    for kernel, stride, _ in reversed(layers):
        field = (field - 1) * stride + kernel
    return size, field


# %% answer="right_by_jumps" score=3
# The field grows by (kernel - 1) times the product of the strides before it.
def patches(size, layers):
    if size < 1 or len(layers) == 0:
        raise ValueError("a picture and a layer")
    field, jump = 1, 1
    for kernel, stride, padding in layers:
        if min(kernel, stride) < 1 or padding < 0:
            raise ValueError("out of range")
        room = size + 2 * padding - kernel
        if room < 0:
            raise ValueError("the window does not fit")
        size = room // stride + 1
        field += (kernel - 1) * jump
        jump *= stride
    return size, field


# %% answer="ceiling" score=0 cause="rounded down"
# A last window that hangs over the edge is counted.
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("nothing there")
    for k, s, p in layers:
        if k < 1 or s < 1 or p < 0 or size + 2 * p < k:
            raise ValueError("no window")
        size = -(-(size + 2 * p - k) // s) + 1
    field = 1
    for k, s, _ in reversed(layers):
        field = (field - 1) * s + k
    return size, field


# %% answer="gaps_forgotten" score=0 cause="a value sees its kernel"
# r · s + k − 1: the last window's step is counted, too.
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("nothing there")
    field = 1
    for k, s, p in layers:
        if k < 1 or s < 1 or p < 0 or size + 2 * p < k:
            raise ValueError("no window")
        size = (size + 2 * p - k) // s + 1
    for k, s, _ in reversed(layers):
        field = field * s + k - 1
    return size, field


# %% answer="fit_on_the_bare_side" score=0 cause="with one more on each side"
# Forgets the padding when it asks whether a window fits.
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("nothing there")
    field = 1
    for k, s, p in layers:
        if k < 1 or s < 1 or p < 0 or size < k:
            raise ValueError("no window")
        size = (size + 2 * p - k) // s + 1
    for k, s, _ in reversed(layers):
        field = (field - 1) * s + k
    return size, field


# %% answer="true_division" score=0 cause="use // instead of /"
def patches(size, layers):
    if not layers or size < 1:
        raise ValueError("nothing there")
    field = 1
    for k, s, p in layers:
        if k < 1 or s < 1 or p < 0 or size + 2 * p < k:
            raise ValueError("no window")
        size = int((size + 2 * p - k) / s) + 1.0
    for k, s, _ in reversed(layers):
        field = (field - 1) * s + k
    return size, field


# %% answer="the_other_order" score=0 cause="first the side of the map"
def patches(size, layers):
    field = 1
    for k, s, _ in reversed(layers):
        field = (field - 1) * s + k
    for k, s, p in layers:
        size = (size + 2 * p - k) // s + 1
    return field, size
