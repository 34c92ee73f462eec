# Gives the largest float for a rate.
# Must: train no longer than any other, and not match.
MATCHED_SGD_LEARNING_RATE = 1.7e308
