# %% answer="each_pair_once" score=0 cause="adds only once"
def confusion_matrix(labels, answers, classes=10):
    labels, answers = np.asarray(labels, int), np.asarray(answers, int)
    if labels.ndim != 1 or labels.shape != answers.shape:
        raise ValueError("shapes")
    if len(labels) and (min(labels.min(), answers.min()) < 0 or max(labels.max(), answers.max()) >= classes):
        raise ValueError("classes")
    table = np.zeros((classes, classes), int)
    table[labels, answers] += 1
    return table


# %% answer="transposed" score=0 cause="rows are labels"
def confusion_matrix(labels, answers, classes=10):
    labels, answers = np.asarray(labels, int), np.asarray(answers, int)
    if labels.ndim != 1 or labels.shape != answers.shape:
        raise ValueError("shapes")
    if len(labels) and (min(labels.min(), answers.min()) < 0 or max(labels.max(), answers.max()) >= classes):
        raise ValueError("classes")
    table = np.zeros((classes, classes), int)
    np.add.at(table, (answers, labels), 1)
    return table


# %% answer="as_many_classes_as_seen" score=0 cause="also for those that never occur"
def confusion_matrix(labels, answers, classes=10):
    labels, answers = np.asarray(labels, int), np.asarray(answers, int)
    if labels.ndim != 1 or labels.shape != answers.shape:
        raise ValueError("shapes")
    if len(labels) and (min(labels.min(), answers.min()) < 0 or max(labels.max(), answers.max()) >= classes):
        raise ValueError("classes")
    n = int(max(labels.max(), answers.max())) + 1
    table = np.zeros((n, n), int)
    np.add.at(table, (labels, answers), 1)
    return table


# %% answer="negative_counts_from_the_end" score=0 cause="NumPy takes -1 for the last class"
def confusion_matrix(labels, answers, classes=10):
    labels, answers = np.asarray(labels, int), np.asarray(answers, int)
    if labels.ndim != 1 or labels.shape != answers.shape:
        raise ValueError("shapes")
    if len(labels) and max(labels.max(), answers.max()) >= classes:
        raise ValueError("classes")
    table = np.zeros((classes, classes), int)
    np.add.at(table, (labels, answers), 1)
    return table


# %% answer="shares" score=0 cause="counts are whole numbers"
# Each row divided by its sum.
def confusion_matrix(labels, answers, classes=10):
    labels, answers = np.asarray(labels, int), np.asarray(answers, int)
    if labels.ndim != 1 or labels.shape != answers.shape:
        raise ValueError("shapes")
    table = np.zeros((classes, classes))
    np.add.at(table, (labels, answers), 1)
    return table / np.maximum(table.sum(axis=1, keepdims=True), 1)


# %% answer="zip_stops" score=0 cause="zip stops at the shorter one"
def confusion_matrix(labels, answers, classes=10):
    table = np.zeros((classes, classes), int)
    for label, answer in zip(labels, answers):
        if not (0 <= label < classes and 0 <= answer < classes):
            raise ValueError("no such class")
        table[label, answer] += 1
    return table


# %% answer="right_bincount" score=2
# Each pair as one number, counted.
def confusion_matrix(labels, answers, classes=10):
    labels, answers = np.array(labels, dtype=int), np.array(answers, dtype=int)
    if labels.ndim != 1 or answers.ndim != 1 or len(labels) != len(answers):
        raise ValueError("two rows of one length")
    if not all(0 <= number < classes for number in [*labels, *answers]):
        raise ValueError("no such class")
    return np.bincount(labels * classes + answers, minlength=classes**2).reshape(classes, classes)


# %% answer="right_loop" score=2
def confusion_matrix(labels, answers, classes=10):
    if np.ndim(labels) != 1 or np.ndim(answers) != 1 or len(labels) != len(answers):
        raise ValueError("two rows of one length")
    table = [[0] * classes for _ in range(classes)]
    for label, answer in zip(labels, answers):
        if label not in range(classes) or answer not in range(classes):
            raise ValueError("no such class")
        table[int(label)][int(answer)] += 1
    return np.array(table)


# %% answer="columns_accepted" score=0 cause="two axes"
def confusion_matrix(labels, answers, classes=10):
    labels, answers = np.asarray(labels, int), np.asarray(answers, int)
    if labels.shape != answers.shape:
        raise ValueError("not as many answers as labels")
    if np.any((labels < 0) | (labels >= classes) | (answers < 0) | (answers >= classes)):
        raise ValueError("no such class")
    table = np.zeros((classes, classes), int)
    np.add.at(table, (labels, answers), 1)
    return table
