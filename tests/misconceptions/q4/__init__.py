"""Known mistakes of Q4."""
