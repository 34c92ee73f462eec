"""What is right: slow, obvious computations that no solution is used in."""
