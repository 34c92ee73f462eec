# Raises SystemExit while the file is loaded.
<<<<<<< HEAD
# Must: cost what stands below it, and no other file.
# loses: file
=======
# Must: end the file there, with what stands above it.
>>>>>>> forks
# deserves: 1
raise SystemExit(0)


def sgd(w, dw, config=None):
    return 0, {}
