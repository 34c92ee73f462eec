"""Grading a whole class: collect what was handed in, grade in parallel, keep results, report."""
