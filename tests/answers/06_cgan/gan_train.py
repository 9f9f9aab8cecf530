# %% answer="exam_on_generated_images" score=0 cause="the share of real images"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    images = generate(orders)
    seen = np.asarray(train(images, orders)(images)).argmax(axis=1)
    return float(np.mean(seen == orders))


# %% answer="learns_from_real_ones" score=0 cause="learns from the generated images alone"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    images = generate(orders)
    classifier = train(real_images, real_labels)
    return float(np.mean(np.asarray(classifier(images)).argmax(axis=1) == orders))


# %% answer="learns_from_both" score=0 cause="learns from the generated images alone"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    images = np.concatenate([generate(orders), real_images])
    classifier = train(images, np.concatenate([orders, real_labels]))
    return float(np.mean(np.asarray(classifier(real_images)).argmax(axis=1) == np.asarray(real_labels)))


# %% answer="per_cent" score=0 cause="the share of real images"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return 100 * float(np.mean(seen == np.asarray(real_labels)))


# %% answer="error_rate" score=0 cause="the share of real images"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen != np.asarray(real_labels)))


# %% answer="orders_by_chance" score=0 cause="np.arange(n) % classes"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.random.default_rng(0).integers(0, classes, n).astype("int32")
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% answer="class_after_class" score=0 cause="np.arange(n) % classes"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.sort(np.arange(n, dtype="int32") % classes)
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% answer="always_ten_classes" score=0 cause="np.arange(n) % classes"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % 10
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% answer="generated_twice" score=0 cause="generate is called once"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders) * 0 + generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% answer="a_mean_of_scores" score=0 cause="the share of real images"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    scores = np.asarray(train(generate(orders), orders)(real_images))
    return float(np.mean(scores[np.arange(len(scores)), real_labels]))


# %% answer="few_images_let_through" score=0 cause="look at n first"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < 1:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% answer="lengths_not_compared" score=0 cause="compare the lengths first"
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_labels) == 0:
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    classifier = train(generate(orders), orders)
    seen = np.asarray(classifier(real_images)).argmax(axis=1)
    return float(np.mean(seen == np.asarray(real_labels)))


# %% answer="right_by_counting" score=3
def gan_train(generate, train, n, real_images, real_labels, classes=10):
    if n < classes:
        raise ValueError("some class would be missing")
    if len(real_images) != len(real_labels):
        raise ValueError("lengths differ")
    orders = np.arange(n, dtype="int32") % classes
    learner = train(generate(orders), orders)
    hits = [
        int(np.argmax(row)) == int(label)
        for row, label in zip(np.array(learner(real_images)), real_labels, strict=True)
    ]
    return sum(hits) / len(hits)
