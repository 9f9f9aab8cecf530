"""A tiny bundle and submissions to it, good and hostile: `lab` builds both, `cases` says what each must get."""
