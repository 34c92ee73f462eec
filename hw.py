"""Everything that make does, on machines without make too: `python hw.py grade`.

The first call sets up .venv; any Python starts it, and it finds one that the homework runs on.
"""

import os
import sys

# An old python3 may be the one that is called first: it gets a line, not a traceback.
if sys.version_info < (3, 8):  # noqa: UP036
    sys.stderr.write("Python 3.11, 3.12, 3.13 or 3.14 is needed: call that one, or install it\n")
    sys.exit(2)

# Not there of itself where PYTHONSAFEPATH is set.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from grader.setup.calling import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
