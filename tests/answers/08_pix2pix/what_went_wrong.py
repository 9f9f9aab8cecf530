# %% answer="all_mixed_up" score=0
def what_went_wrong():
    return "ddd"


# %% answer="two_changed_places" score=1
# Takes the mirrored batch for the one with crops of its own, and the other way round.
def what_went_wrong():
    return "cba"


# %% answer="first_two" score=2
def what_went_wrong():
    return "cae"


# %% answer="not_letters" score=0
def what_went_wrong():
    return [3, 1, 2]


# %% answer="right_by_trial" score=3
# Makes each mistake on purpose, and takes the one that gives the same batch.
def what_went_wrong():
    few = houses.labels_train[:6], houses.photos_train[:6]
    answer = ""
    for plan, photo in broken_pairs.evidence(*few):
        for letter, mistake in broken_pairs.SUSPECTS.items():
            made = mistake(*few)
            if np.array_equal(made[0], plan) and np.array_equal(made[1], photo):
                answer += letter
    return answer
