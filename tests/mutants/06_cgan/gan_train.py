# %% mutant="exam_on_generated"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(generate(orders))).argmax(axis=1)
    return float(np.mean(seen == orders))


# %% mutant="lesson_of_real"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(real_images, real_labels)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% mutant="labels_shifted"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), (orders + 1) % classes)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% mutant="smallest_score"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmin(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% mutant="columns"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=0)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% mutant="fewer_allowed"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes - 1:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% mutant="one_more_needed"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n <= classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% mutant="wide_orders"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int64") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% mutant="ordered_first"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    generate(np.arange(1, dtype="int32"))
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% mutant="numpy_number"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return np.mean(seen == np.asarray(real_labels))


# %% mutant="wrong_share"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen != np.asarray(real_labels)))
