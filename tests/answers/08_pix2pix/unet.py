# %% answer="skips_to_the_wrong_level" score=0 cause="join the down block of the same size"
# Joins before the up block instead of after it: the innermost result meets itself.
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError("size")
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
        3, 4, 2, "same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% answer="added_not_joined" score=0 cause="join the down block"
# Adds the skip, as a residual network would.
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError("size")
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
        3, 4, 2, "same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% answer="skips_always" score=0 cause="skips=False is the encoder"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError("size")
    filters = [width * min(2**k, 8) for k in range(depth)]
    x = plan = keras.Input((size, size, 3))
    kept = []
    for k in range(depth):
        x = down(x, filters[k], normalise=0 < k < depth - 1)
        kept.append(x)
    for k in reversed(range(depth - 1)):
        x = keras.layers.Concatenate()([up(x, filters[k], dropout=k >= depth - 4), kept[k]])
    last = keras.layers.Conv2DTranspose(
        3, 4, 2, "same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% answer="sigmoid_at_the_end" score=0 cause="the first and the innermost block are not normalised"
# Photos in 0…1, while the lab's lie in -1…1; and everything is normalised.
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError("size")
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
    end = {"kernel_size": 4, "strides": 2, "padding": "same"}
    last = keras.layers.Conv2DTranspose(3, activation="sigmoid", kernel_initializer=start(), **end)
    return keras.Model(plan, last(x))


# %% answer="right_recursive" score=4
# From the inside out: a level wraps the next one.
def unet(size, width, down, up, skips=True):
    if size < 16 or size & (size - 1):
        raise ValueError(f"{size} is no power of 2 from 16 on")
    depth = int(size).bit_length() - 1

    def filters(k):
        return width * 2 ** min(k, 3)

    def level(x, k):
        inner = down(x, filters(k), normalise=k not in (0, depth - 1))
        if k == depth - 1:
            return inner
        outer = up(level(inner, k + 1), filters(k), dropout=depth - 1 - k <= 3)
        return keras.layers.concatenate([outer, inner], axis=-1) if skips else outer

    plan = keras.Input((size, size, 3))
    photo = keras.layers.Conv2DTranspose(
        3, (4, 4), (2, 2), padding="same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )(level(plan, 0))
    return keras.Model(inputs=plan, outputs=photo)


# %% answer="linear_end" score=0 cause="ends in tanh"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError("size")
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
    end = {"kernel_size": 4, "strides": 2, "padding": "same"}
    last = keras.layers.Conv2DTranspose(3, kernel_initializer=start(), dtype="float32", **end)
    return keras.Model(plan, last(x))


# %% answer="sigmoid_alone" score=0 cause="a sigmoid starts at 0"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError("size")
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
        3, 4, 2, "same", activation="sigmoid", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% answer="dropout_outside" score=0 cause="three innermost up blocks"
# Counts from the wrong end.
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError("size")
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
        3, 4, 2, "same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% answer="innermost_normalised" score=0 cause="the innermost block are not normalised"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError("size")
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
        3, 4, 2, "same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% answer="any_size" score=0 cause="test the size first"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    pass
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
        3, 4, 2, "same", activation="tanh", kernel_initializer=start(), dtype="float32"
    )
    return keras.Model(plan, last(x))


# %% answer="default_start" score=0 cause="deviation 0.02"
def unet(size, width, down, up, skips=True):
    depth = round(math.log2(size)) if size > 0 else 0
    if 2**depth != size or size < 16:
        raise ValueError("size")
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
    end = {"kernel_size": 4, "strides": 2, "padding": "same"}
    last = keras.layers.Conv2DTranspose(3, activation="tanh", dtype="float32", **end)
    return keras.Model(plan, last(x))
