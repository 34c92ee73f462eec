# Raises SystemExit while the file is loaded.
# Must: cost what stands below it, and no other file.
# loses: file
# deserves: 1
raise SystemExit(0)
