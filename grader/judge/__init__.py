"""The judge: it draws the cases, calls the worker, compares and scores; it never runs a line of a
student's code."""
