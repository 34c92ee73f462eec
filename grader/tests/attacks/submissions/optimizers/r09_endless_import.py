# Never finishes loading.
# Must: be waited for once, and cost this file alone.
# loses: file
while True:
    pass
