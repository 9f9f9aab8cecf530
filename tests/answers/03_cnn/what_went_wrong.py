# %% answer="all_the_same" score=0 cause=["run 1", "huge logits"]
def what_went_wrong():
    return "ccc"


# %% answer="first_and_last_swapped" score=1 cause=["run 1", "network dies"]
def what_went_wrong():
    return "aeb"


# %% answer="labels_for_rate" score=2 cause=["run 3", "ln 10"]
# Takes the dead network for shuffled labels: both stay at ln 10, only one of them jumps first.
def what_went_wrong():
    return "bed"


# %% answer="a_list" score=0 cause="three letters"
def what_went_wrong():
    return ["b", "e", "a"]


# %% answer="right_by_trial" score=3
# Makes each mistake once more, and takes the one that leaves the most similar log.
def what_went_wrong():
    from course.puzzles.log import difference

    made = {letter: puzzle.trial(letter) for letter in puzzle.SUSPECTS}
    broken = [puzzle.evidence()[f"broken run {number}"] for number in (1, 2, 3)]
    return "".join(min(made, key=lambda letter: difference(log, made[letter])) for log in broken)


# %% answer="too_many_letters" score=0 cause="three letters"
def what_went_wrong():
    return "beaa"


# %% answer="capitals" score=0 cause="one of the letters"
def what_went_wrong():
    return "BEA"
