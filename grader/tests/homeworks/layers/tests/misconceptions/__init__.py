"""Wrong ways to write layers."""
