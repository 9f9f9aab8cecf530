# %% answer="all_the_same" score=0
def diagnose():
    return "eee"


# %% answer="first_two_swapped" score=1
# Takes the run without a source for the one whose head never saw real digits, and the other way round.
def diagnose():
    return "adb"


# %% answer="no_term_for_wrong_sign" score=2
# Takes a class loss with the wrong sign for none at all.
def diagnose():
    return "dac"


# %% answer="a_list" score=0
def diagnose():
    return ["d", "a", "b"]


# %% answer="right_by_trial" score=3
# Makes each mistake once more, and takes the one that leaves the most similar log.
def diagnose():
    from course.puzzles.log import difference

    made = {letter: puzzle.trial(letter) for letter in puzzle.SUSPECTS}
    broken = [puzzle.evidence()[f"broken run {number}"] for number in (1, 2, 3)]
    return "".join(min(made, key=lambda letter: difference(log, made[letter])) for log in broken)
