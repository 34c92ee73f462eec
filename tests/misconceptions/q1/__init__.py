"""Known mistakes of Q1."""
