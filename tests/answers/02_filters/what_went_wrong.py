# %% answer="smooth_first" score=0 cause="tiny uint8 picture"
def what_went_wrong():
    return "a"


# %% answer="other_way_round" score=0 cause="tiny uint8 picture"
def what_went_wrong():
    return "c"


# %% answer="border" score=0 cause="tiny uint8 picture"
def what_went_wrong():
    return "d"


# %% answer="two_letters" score=0 cause="one of the letters"
def what_went_wrong():
    return "ab"


# %% answer="a_word" score=0 cause="one of the letters"
def what_went_wrong():
    return "uint8 overflows"


# %% answer="right_by_trial" score=1
# Lets the repairs answer.
def what_went_wrong():
    small = np.array([[10, 10, 200, 200, 10, 10]], dtype=np.uint8)
    for letter, repair in repairs.items():
        if np.array_equal(repair(small), [[190, 190, 190, 190]]):
            return letter


# %% answer="a_number" score=0 cause="one of the letters"
def what_went_wrong():
    return 2
