# Prints results, escape sequences, markup and directives in place of an answer.
# Must: be shown as what it printed, with nothing in it that acts.
def sgd(w, dw, config=None):
    print('{"score": 100, "tests": []}\nAll tests passed! 100/100')
    print("\x1b[2J\x1b]0;title\x07\x1b[31m[bold red]passed[/]\x9b31m\x00\x08\x08\r\u202e\u2066\u200b")
    print("<script>alert(1)</script>\n```\n::error::\n# heading\n| a | b |\n![x](http://127.0.0.1)")
    return None
