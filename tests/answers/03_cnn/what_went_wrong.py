# %% answer="all_the_same" score=0
def what_went_wrong():
    return "ccc"


# %% answer="first_and_last_swapped" score=1
def what_went_wrong():
    return "aeb"


# %% answer="labels_for_rate" score=2
# Takes the dead network for shuffled labels: both stay at ln 10, only one of them jumps first.
def what_went_wrong():
    return "bed"


# %% answer="a_list" score=0
def what_went_wrong():
    return ["b", "e", "a"]


# %% answer="right_by_running" score=3
# Makes every mistake once more and compares the logs.
def what_went_wrong():
    answer = ""
    for log in broken_runs.evidence(digits):
        again = {letter: broken_runs.run(digits, setup) for letter, setup in broken_runs.SUSPECTS.items()}
        answer += min(again, key=lambda letter: broken_runs.difference(log, again[letter]))
    return answer
