# Remembers in its module and in provided code what an earlier question was asked.
# Must: find nothing of it; each question has a worker of its own.
import student.provided.validation as validation

right, right_momentum = sgd, sgd_momentum


def sgd(w, dw, config=None):
    validation.MEMORY = True


def sgd_momentum(w, dw, config=None):
    if hasattr(validation, "MEMORY"):
        return right_momentum(w, dw, config)
