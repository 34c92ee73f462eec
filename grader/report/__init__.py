"""One immutable report, and small modules that render it."""
