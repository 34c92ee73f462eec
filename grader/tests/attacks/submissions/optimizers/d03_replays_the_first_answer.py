# Works once and repeats its first answer for every later call of the same shape.
# Must: be wrong for all the others.
# deserves: 0.5
right, answers = sgd, {}


def sgd(w, dw, config=None):
    if w.shape not in answers:
        answers[w.shape] = right(w, dw, config)
    return answers[w.shape]
