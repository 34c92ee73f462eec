"""Which idea went wrong."""
