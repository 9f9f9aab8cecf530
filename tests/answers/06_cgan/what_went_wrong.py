# %% answer="all_the_same" score=0
def what_went_wrong():
    return "eee"


# %% answer="last_two_swapped" score=1
# Takes the class that was never ordered for a D without labels, and the other way round.
def what_went_wrong():
    return "dba"


# %% answer="tanh_for_no_label" score=2
# Takes the run without any obedience for the one without gradients.
def what_went_wrong():
    return "dac"


# %% answer="a_list" score=0
def what_went_wrong():
    return ["d", "a", "b"]


# %% answer="right_by_running" score=3
# Makes every mistake once more and compares the results.
def what_went_wrong():
    answer = ""
    for result in broken_orders.evidence(digits):
        again = broken_orders.suspects(digits)
        answer += min(again, key=lambda letter: broken_orders.difference(result, again[letter]))
    return answer
