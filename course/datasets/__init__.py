"""Data sets of the labs: named folder, cache, network, embedded copy, in this order."""
