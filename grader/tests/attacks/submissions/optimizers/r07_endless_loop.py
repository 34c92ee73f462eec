# Never comes back.
# Must: time out, and cost the next question nothing.
def sgd(w, dw, config=None):
    while True:
        pass
