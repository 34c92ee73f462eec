# Gives a rate at which everything overflows at once.
# Must: diverge within bounds.
# deserves: 0.17
BEST_MODEL = BEST_MODEL | {"learning_rate": 1e308, "num_epochs": 20, "batch_size": 32}
