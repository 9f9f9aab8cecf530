# %% answer="two_right" score=2 cause="traces"
# Takes the D that never learns for the wrong range.
def diagnose():
    return "bda"


# %% answer="one_right" score=1 cause="traces"
def diagnose():
    return "bea"


# %% answer="none_right" score=0 cause="traces"
def diagnose():
    return "ebd"


# %% answer="a_list" score=0 cause="a string such as"
def diagnose():
    return ["b", "d", "c"]


# %% answer="no_such_letter" score=2 cause="answer with one of the letters"
def diagnose():
    return "bxc"


# %% answer="right_otherwise" score=3
def diagnose():
    runs = {1: "b", 2: "d", 3: "c"}
    return "".join(runs[number] for number in sorted(runs))


# %% answer="spaced" score=0 cause="a string such as"
def diagnose():
    return "b d c"
