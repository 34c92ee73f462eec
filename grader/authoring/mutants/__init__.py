"""Mutation test of the graded tests: small changes to the solutions, and who notices them.

The changes are cosmic-ray's. It was chosen over mutmut because its operators work on source text in
memory, so that one warm judge grades a mutant in a fraction of a second; mutmut drives pytest and
forks it itself. `make mutants` grades each mutant: one that keeps full marks either needs a new
property, or is listed with its reason in `tests/equivalent_mutants.toml`.
"""
