# %% answer="no_biases" score=0 cause="one bias, for all places"
def count_parameters(h, w, c, maps, k):
    if min(h, w, c, maps, k) < 1 or k > min(h, w):
        raise ValueError("bad numbers")
    places = (h - k + 1) * (w - k + 1)
    return h * w * c * places * maps, k * k * c * places * maps, k * k * c * maps


# %% answer="same_instead_of_valid" score=0 cause="2·2 places (valid)"
# As many places as the picture has pixels.
def count_parameters(h, w, c, maps, k):
    if min(h, w, c, maps, k) < 1 or k > min(h, w):
        raise ValueError("bad numbers")
    places = h * w
    window = k * k * c + 1
    return (h * w * c + 1) * places * maps, window * places * maps, window * maps


# %% answer="one_kernel_for_all_channels" score=0 cause="reads all c channels"
# Forgets that a window reads every channel.
def count_parameters(h, w, c, maps, k):
    if min(h, w, c, maps, k) < 1 or k > min(h, w):
        raise ValueError("bad numbers")
    places = (h - k + 1) * (w - k + 1)
    window = k * k + 1
    return (h * w * c + 1) * places * maps, window * places * maps, window * maps


# %% answer="one_bias_per_map_when_local" score=0 cause="its own bias"
# Shares the biases of the locally connected layer, though its weights are not shared.
def count_parameters(h, w, c, maps, k):
    if min(h, w, c, maps, k) < 1 or k > min(h, w):
        raise ValueError("bad numbers")
    places = (h - k + 1) * (w - k + 1)
    return (h * w * c + 1) * places * maps, k * k * c * places * maps + maps, (k * k * c + 1) * maps


# %% answer="no_errors" score=0 cause="ValueError is expected"
def count_parameters(h, w, c, maps, k):
    places = (h - k + 1) * (w - k + 1)
    window = k * k * c + 1
    return (h * w * c + 1) * places * maps, window * places * maps, window * maps


# %% answer="right_from_a_list" score=1
def count_parameters(h, w, c, maps, k):
    if any(number < 1 for number in (h, w, c, maps, k)):
        raise ValueError("all numbers must be at least 1")
    if k > h or k > w:
        raise ValueError("the window does not fit")
    outputs = maps * len(range(k, h + 1)) * len(range(k, w + 1))
    dense = outputs * h * w * c + outputs
    local = outputs * k**2 * c + outputs
    shared = maps * k**2 * c + maps
    return dense, local, shared


# %% answer="square_pictures" score=0 cause="rows and columns may differ"
def count_parameters(h, w, c, maps, k):
    if min(h, w, c, maps, k) < 1 or k > min(h, w):
        raise ValueError("bad numbers")
    places = (h - k + 1) ** 2
    window = k * k * c + 1
    return (h * w * c + 1) * places * maps, window * places * maps, window * maps
