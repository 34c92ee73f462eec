"""The graded tests' cases, and how a submission fares in them."""
