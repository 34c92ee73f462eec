# Raises text with escape sequences, markup and the words of a report.
# Must: be shown as text, in one line.
def sgd(w, dw, config=None):
    raise type("\x1b[2J<b>Passed</b>\n", (Exception,), {})(
        "\x1b[2J\x07\n\n100/100 points\n```\n</pre><script>alert(1)</script>\u202e{{ 7 * 7 }}[red]"
    )
