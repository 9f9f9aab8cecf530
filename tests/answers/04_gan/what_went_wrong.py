# %% answer="all_pixels" score=0 cause="game 1"
def what_went_wrong():
    return "ddd"


# %% answer="first_only" score=1 cause="game 2"
def what_went_wrong():
    return "bad"


# %% answer="swapped_order" score=1 cause="game 1"
def what_went_wrong():
    return "ecb"


# %% answer="a_list" score=0 cause="three letters"
def what_went_wrong():
    return ["b", "c", "e"]


# %% answer="right_joined" score=3
def what_went_wrong():
    found = {1: "b", 2: "c", 3: "e"}
    return "".join(found[number] for number in sorted(found))


# %% answer="capitals" score=0 cause="one of the letters"
def what_went_wrong():
    return "BCE"


# %% answer="two_letters" score=0 cause="three letters"
def what_went_wrong():
    return "bc"
