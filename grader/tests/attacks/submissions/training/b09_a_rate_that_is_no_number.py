# Gives an array, whose comparisons are arrays, for a rate.
# Must: be no number.
import numpy as np

MATCHED_SGD_LEARNING_RATE = np.full((3,), 0.1)
