# Gives the smallest float for a rate.
# Must: train no longer than any other, and not match.
MATCHED_SGD_LEARNING_RATE = 5e-324
