# %% answer="all_mixed_up" score=0 cause="another house's plan"
def what_went_wrong():
    return "ddd"


# %% answer="two_changed_places" score=1 cause="only the photo mirrored"
# Takes the mirrored batch for the one with crops of its own, and the other way round.
def what_went_wrong():
    return "cba"


# %% answer="first_two" score=2 cause="rows in reverse order"
def what_went_wrong():
    return "cae"


# %% answer="not_letters" score=0 cause="a string such as"
def what_went_wrong():
    return [3, 1, 2]


# %% answer="right_by_trial" score=3
# Makes each mistake once more, and takes the one that leaves the most similar log.
def what_went_wrong():
    from course.puzzles.log import difference

    made = {letter: puzzle.trial(letter) for letter in puzzle.SUSPECTS}
    broken = [puzzle.evidence()[f"broken batch {number}"] for number in (1, 2, 3)]
    return "".join(min(made, key=lambda letter: difference(log, made[letter])) for log in broken)


# %% answer="none_right" score=0 cause="rows in reverse order put the sky below"
def what_went_wrong():
    return "eee"


# %% answer="upper_case" score=0 cause="answer with one of the letters"
def what_went_wrong():
    return "CAB"


# %% answer="with_commas" score=0 cause="a string such as"
def what_went_wrong():
    return "c, a, b"


# %% answer="no_quotes" score=0 cause=["NameError", "a string such as"]
def what_went_wrong():
    return cab  # noqa: F821
