# Asks the judge, which trains with these numbers, for a billion epochs.
# Must: be out of range.
# deserves: 0.17
BEST_MODEL = BEST_MODEL | {"num_epochs": 10**9}
