# %% answer="all_pixels" score=0
def what_went_wrong():
    return "ddd"


# %% answer="first_only" score=1
def what_went_wrong():
    return "bad"


# %% answer="swapped_order" score=1
def what_went_wrong():
    return "ecb"


# %% answer="a_list" score=0
def what_went_wrong():
    return ["b", "c", "e"]


# %% answer="right_joined" score=3
def what_went_wrong():
    found = {1: "b", 2: "c", 3: "e"}
    return "".join(found[number] for number in sorted(found))
