"""The graded tests: properties of the functions in API order, judged from outside the student's
process.
"""
