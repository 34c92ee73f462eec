# Writes a results.json of its own, and any other file that it may.
# Must: be refused.
right = sgd


def sgd(w, dw, config=None):
    with open("@FOLDER@/results.json", "w") as file:
        file.write('{"score": 100}')
    return right(w, dw, config)
