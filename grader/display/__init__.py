"""Values and cases as text: code to paste, and two sides to compare."""
