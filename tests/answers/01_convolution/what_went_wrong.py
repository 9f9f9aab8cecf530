# %% answer="swapped_for_reversed" score=2 cause=["picture 2", "upright edges answer"]
# Takes the second picture for rows and columns exchanged.
def what_went_wrong():
    return "ebd"


# %% answer="pictures_in_the_wrong_order" score=0 cause=["picture 1", "carried on"]
def what_went_wrong():
    return "dea"


# %% answer="overflow_and_in_place_confused" score=1 cause=["picture 1", "carried on"]
def what_went_wrong():
    return "dae"


# %% answer="the_docstring_example" score=0 cause="a ninth of the pixels"
def what_went_wrong():
    return "ccc"


# %% answer="capitals" score=0 cause="one of the letters"
def what_went_wrong():
    return "EAD"


# %% answer="a_list_of_words" score=0 cause="three letters"
def what_went_wrong():
    return ["eight bits", "reversed", "in place"]


# %% answer="too_short" score=0 cause="three letters"
def what_went_wrong():
    return "e"


# %% answer="right_by_names" score=3
# Looks the letters up instead of typing them.
def what_went_wrong():
    mistakes = {"reversed": "a", "rows for columns": "b", "wide steps": "c", "in place": "d", "eight bits": "e"}
    return "".join(mistakes[name] for name in ("eight bits", "reversed", "in place"))
