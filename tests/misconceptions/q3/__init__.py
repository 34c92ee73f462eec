"""Known mistakes of Q3."""
