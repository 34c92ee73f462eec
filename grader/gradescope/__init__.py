"""Gradescope: the zip that staff upload, what runs in it, and the same at home."""
