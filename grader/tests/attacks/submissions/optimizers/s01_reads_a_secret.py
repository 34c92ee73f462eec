# Reads a file beside the judge that everybody may read, and tells it to the student.
# Must: be refused.
right = sgd


def sgd(w, dw, config=None):
    print(open("@FOLDER@/secret.txt").read())
    return right(w, dw, config)
