"""`python -m grader doctor`: how well a submission is confined on this machine, seen and tried."""
