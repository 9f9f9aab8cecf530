# %% answer="all_mixed_up" score=0
def what_went_wrong():
    return "ddd"


# %% answer="two_changed_places" score=1
# Takes the mirrored batch for the one with crops of its own, and the other way round.
def what_went_wrong():
    return "cba"


# %% answer="first_two" score=2
def what_went_wrong():
    return "cae"


# %% answer="not_letters" score=0
def what_went_wrong():
    return [3, 1, 2]


# %% answer="right_by_trial" score=3
# Makes each mistake once more, and takes the one that leaves the most similar log.
def what_went_wrong():
    from course.puzzles.log import difference

    made = {letter: puzzle.trial(letter) for letter in puzzle.SUSPECTS}
    broken = [puzzle.evidence()[f"broken batch {number}"] for number in (1, 2, 3)]
    return "".join(min(made, key=lambda letter: difference(log, made[letter])) for log in broken)
