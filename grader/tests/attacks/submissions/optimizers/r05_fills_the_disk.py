# Writes 200 MB wherever it can.
# Must: be refused.
right = sgd


def sgd(w, dw, config=None):
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "@FOLDER@", "."):
        try:
            with open(f"{folder}/big-@MARK@", "wb") as file:
                file.write(bytes(200 << 20))
        except OSError:
            continue
        return right(w, dw, config)
