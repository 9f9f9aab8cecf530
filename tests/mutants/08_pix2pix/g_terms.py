# %% mutant="total"
def g_terms(scores, fake, real, g_loss, adversarial=1.0, weight=100.0):
    if min(adversarial, weight) < 0 or max(adversarial, weight) == 0:
        raise ValueError(f"factors {adversarial} and {weight}: none below 0, and one above, are needed")
    fooled, l1 = g_loss(scores, fake, real, weight)
    return {"adversarial": adversarial * fooled + l1}
