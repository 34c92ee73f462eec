"""Layers: what its functions are tried with and held to."""
