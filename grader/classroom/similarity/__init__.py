"""Which submissions are nearly the same, and what they share: to be looked at by a person."""
