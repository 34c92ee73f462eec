"""The graded tests: properties of the functions in API order, judged from outside the student's
process.

`settings` of every graded test: the same draws for everyone, nothing stored, no clock. Where the
answer is yes or no, or a whole number, a case tells little: those tests ask for more, and so does
one that finds no case with short numbers to show otherwise.
"""

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "graded",
    max_examples=16,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("graded")
