# Asks for batches of nothing.
# Must: be out of range.
# deserves: 0.17
BEST_MODEL = BEST_MODEL | {"batch_size": 0}
