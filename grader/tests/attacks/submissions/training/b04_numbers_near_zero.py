# Gives a rate so small that every product is denormal, which is slow to compute.
# Must: train no longer than any other, and not reach the bar.
# deserves: 0.17
BEST_MODEL = BEST_MODEL | {"learning_rate": 5e-324, "num_epochs": 20, "batch_size": 32}
