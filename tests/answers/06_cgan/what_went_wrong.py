# %% answer="all_the_same" score=0 cause="one too high"
def what_went_wrong():
    return "eee"


# %% answer="last_two_swapped" score=1 cause="does not see the label"
# Takes the class that was never ordered for a D without labels, and the other way round.
def what_went_wrong():
    return "dba"


# %% answer="tanh_for_no_label" score=2 cause="without gradients"
# Takes the run without any obedience for the one without gradients.
def what_went_wrong():
    return "dac"


# %% answer="a_list" score=0 cause="a string such as"
def what_went_wrong():
    return ["d", "a", "b"]


# %% answer="right_by_trial" score=3
# Makes each mistake once more, and takes the one that leaves the most similar log.
def what_went_wrong():
    from course.puzzles.log import difference

    made = {letter: puzzle.trial(letter) for letter in puzzle.SUSPECTS}
    broken = [puzzle.evidence()[f"broken run {number}"] for number in (1, 2, 3)]
    return "".join(min(made, key=lambda letter: difference(log, made[letter])) for log in broken)


# %% answer="capitals" score=0 cause="answer with one of the letters"
def what_went_wrong():
    return "DAB"


# %% answer="all_without_noise" score=1 cause="without noise"
def what_went_wrong():
    return "ddd"


# %% answer="spaced" score=0 cause="a string such as"
def what_went_wrong():
    return "d a b"
