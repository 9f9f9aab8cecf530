# %% mutant="linear_end"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(3, 4, strides=2, padding="same", kernel_initializer=start(), dtype="float32")
    return keras.Model(plan, last(x))


# %% mutant="sigmoid_end"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="sigmoid", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="sigmoid_stretched"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="sigmoid", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, keras.layers.Rescaling(2.0, -1.0)(last(x)))


# %% mutant="clipped_end"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="hard_tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="tanh_twice"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, keras.layers.Activation("tanh")(last(x)))


# %% mutant="all_flags_wrong"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=not 0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k < depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="all_normalised"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=True)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="none_normalised"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=False)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="first_normalised"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="innermost_normalised"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=k > 0)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="all_dropout"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=True)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="no_dropout"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=False)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="two_with_dropout"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 3)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="four_with_dropout"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 5)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="dropout_outside"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k < 3)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="width_without_limit"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * 2**k for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="width_up_to_four"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 4) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="width_linear"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(k + 1, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="up_with_the_deeper_width"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k + 1], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="added"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Add()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="skips_always"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if True:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="skips_never"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if False:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="no_outermost_skip"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips and k > 0:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="no_innermost_skip"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips and k < depth - 2:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="skip_with_itself"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, x])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="skip_first"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, keras.layers.Activation("relu")(kept[k])])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="skip_in_front"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        if skips:
            x = keras.layers.Concatenate()([x, kept[k + 1]])
        x = up(x, filters[k], dropout=k >= depth - 4)
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="no_bias_in_the_last"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3,
        4,
        strides=2,
        padding="same",
        activation="tanh",
        use_bias=False,
        kernel_initializer=start(),
        dtype="float32",
    )
    return keras.Model(plan, last(x))


# %% mutant="default_start"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh", dtype="float32")
    return keras.Model(plan, last(x))


# %% mutant="upsampling_at_the_end"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=1, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, keras.layers.UpSampling2D()(last(x)))


# %% mutant="kernel_of_two"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 2, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="grey"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        1, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="always_64"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    depth = 6
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((64, 64, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="eight_let_through"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 8:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="sixteen_refused"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size <= 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="even_sizes"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if size % 2 or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="blocks_of_the_lab"
def unet(size, width, down, up, skips=True):
    down, up = downsample_block, upsample_block
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% mutant="flags_by_place_only"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError(f"the size must be a power of 2 from 16 on, got {size}")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=k not in (0, 5))
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = up(x, filters[k], dropout=k >= depth - 4)
        if skips:
            x = keras.layers.Concatenate()([x, kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, strides=2, padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))
