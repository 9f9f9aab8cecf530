"""The closing questions *What went wrong?*: small runs spoilt on purpose, and what each mistake leaves.

A module a lab. Each has `SUSPECTS`, letter → mistake; `TRACES`, letter → what the mistake leaves, in words;
`trial(letter)`, which makes the mistake once more; `evidence()`, what was recorded of the broken runs; and `show`.

Which mistake is behind which record stands nowhere in this package, but in the hidden tests of the labs:
`tools/record_evidence.py` reads it there. Importing a module imports no TensorFlow.
"""
