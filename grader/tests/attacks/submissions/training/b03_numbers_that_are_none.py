# Gives NaN for a learning rate.
# Must: be refused.
BEST_MODEL = BEST_MODEL | {"learning_rate": float("nan")}
