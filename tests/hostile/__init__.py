"""A tiny bundle and submissions to it, good and hostile: `lab.py` builds both, `cases.py` lists what each must get."""
