"""The course's rules around a score, the same on Gradescope and for a class graded here."""
