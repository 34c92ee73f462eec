# Gives its code the name and lines of a file that it can't read.
# Must: not make the report read that file.
import linecache

CODE = "def sgd(w, dw, config=None):\n    raise ValueError('see above')\n"
exec(compile(CODE, "@FOLDER@/secret.txt", "exec"), globals())
inner = sgd


def sgd(w, dw, config=None):
    linecache.checkcache()
    return inner(w, dw, config)
