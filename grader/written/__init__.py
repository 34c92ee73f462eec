"""Answers that people mark: what each is worth, and what is looked for in it."""
