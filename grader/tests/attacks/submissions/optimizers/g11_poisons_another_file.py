# Replaces the functions of the other submitted files, and provided code.
# Must: change its own process alone.
import student.initialization
import student.learning_rates
import student.provided.validation as validation

for module in (student.initialization, student.learning_rates, validation):
    for name in dir(module):
        if not name.startswith("_"):
            setattr(module, name, None)


def sgd(w, dw, config=None):
    return None
