# %% answer="right_loop" score=2
# Column by column, in lists.
def centred(table):
    if np.ndim(table) != 2 or len(table) == 0:
        raise ValueError("a table is needed")
    columns = [[x - sum(column) / len(column) for x in column] for column in zip(*table)]
    return np.array(columns, dtype=float).T


# %% answer="rows" score=0 cause="the same numbers from every row"
# The mean of each row in place of each column.
def centred(table):
    table = np.array(table, dtype=float)
    if table.ndim != 2 or len(table) == 0:
        raise ValueError("a table is needed")
    return table - table.mean(axis=1, keepdims=True)


# %% answer="one_mean" score=0 cause="each column has a mean of its own"
# One mean of everything.
def centred(table):
    table = np.array(table, dtype=float)
    if table.ndim != 2 or len(table) == 0:
        raise ValueError("a table is needed")
    return table - table.mean()


# %% answer="median" score=0 cause="each column has a mean of its own"
# The median is another middle.
def centred(table):
    table = np.array(table, dtype=float)
    if table.ndim != 2 or len(table) == 0:
        raise ValueError("a table is needed")
    return table - np.median(table, axis=0)


# %% answer="scaled" score=0 cause="no more"
# Divides by the standard deviation, too.
def centred(table):
    table = np.array(table, dtype=float)
    if table.ndim != 2 or len(table) == 0:
        raise ValueError("a table is needed")
    return (table - table.mean(axis=0)) / table.std(axis=0)


# %% answer="in_place" score=0 cause="the table stays as it was"
# Works on the caller's array.
def centred(table):
    table = np.asarray(table, dtype=float)
    if table.ndim != 2 or len(table) == 0:
        raise ValueError("a table is needed")
    table -= table.mean(axis=0)
    return table


# %% answer="any_shape" score=0 cause="ValueError"
# Takes whatever comes.
def centred(table):
    table = np.asarray(table, dtype=float)
    return table - table.mean(axis=0)
