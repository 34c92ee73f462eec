# Ends the process while the file is loaded.
# Must: cost this file, and no other.
# loses: file
import os

os._exit(0)
