# Has thousands of keys, some of them no text.
# Must: be refused.
BEST_MODEL = BEST_MODEL | {str(key): [key] for key in range(5000)} | {("update_rule",): 1}
