# %% answer="all_alike" score=0 cause="leaves other traces"
def what_went_wrong():
    return "ddd"


# %% answer="two_changed_places" score=1 cause="leaves other traces"
def what_went_wrong():
    return "bac"


# %% answer="first_two" score=2 cause="leaves other traces"
def what_went_wrong():
    return "bce"


# %% answer="not_letters" score=0 cause="three letters"
def what_went_wrong():
    return [2, 3, 1]


# %% answer="lookalikes" score=0 cause="leaves other traces"
# The distance to the nearest frame is taken for the leak.
def what_went_wrong():
    return "adb"


# %% answer="too_many" score=0 cause="three letters"
def what_went_wrong():
    return "bcade"


# %% answer="right_by_trial" score=3
# Makes each mistake once more, and takes the one that leaves the most similar log.
def what_went_wrong():
    from course.puzzles.log import difference

    made = {letter: puzzle.trial(letter) for letter in puzzle.SUSPECTS}
    broken = [puzzle.evidence()[f"broken study {number}"] for number in (1, 2, 3)]
    return "".join(min(made, key=lambda letter: difference(log, made[letter])) for log in broken)
