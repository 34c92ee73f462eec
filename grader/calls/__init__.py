"""The judge's end of the wire: workers, and what they are asked."""
