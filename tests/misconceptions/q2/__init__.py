"""Known mistakes of Q2."""
