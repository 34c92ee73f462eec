"""The commands that a person at a keyboard uses."""
