# %% answer="all_the_same" score=0 cause="one too high"
def diagnose():
    return "eee"


# %% answer="first_two_swapped" score=1 cause="code of their own"
# Takes the run without a source for the one whose head never saw real digits, and the other way round.
def diagnose():
    return "adb"


# %% answer="no_term_for_wrong_sign" score=2 cause="without a class term"
# Takes a class loss with the wrong sign for none at all.
def diagnose():
    return "dac"


# %% answer="a_list" score=0 cause="a string such as"
def diagnose():
    return ["d", "a", "b"]


# %% answer="right_by_trial" score=3
# Makes each mistake once more, and takes the one that leaves the most similar log.
def diagnose():
    from course.puzzles.log import difference

    made = {letter: puzzle.trial(letter) for letter in puzzle.SUSPECTS}
    broken = [puzzle.evidence()[f"broken run {number}"] for number in (1, 2, 3)]
    return "".join(min(made, key=lambda letter: difference(log, made[letter])) for log in broken)


# %% answer="capitals" score=0 cause="answer with one of the letters"
def diagnose():
    return "DAB"


# %% answer="all_without_a_class_term" score=0 cause="without a class term"
def diagnose():
    return "ccc"


# %% answer="spaced" score=0 cause="a string such as"
def diagnose():
    return "d a b"


# %% answer="no_quotes" score=0 cause=["NameError", "a string such as"]
def diagnose():
    return dab  # noqa: F821
