# Answers rightly, and ends the process a moment after each answer.
# Must: get no more than an honest answer gets.
# deserves: 1
import os
import threading

right = sgd


def sgd(w, dw, config=None):
    threading.Timer(0.002, os._exit, [0]).start()
    return right(w, dw, config)
