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


# %% answer="right_by_running" score=3
# Makes every mistake once more and compares the results.
def diagnose():
    answer = ""
    for result in broken_heads.evidence(digits):
        again = broken_heads.suspects(digits)
        answer += min(again, key=lambda letter: broken_heads.difference(result, again[letter]))
    return answer
