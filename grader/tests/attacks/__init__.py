"""Submissions that try to get what they have not earned, and proof that they don't."""
