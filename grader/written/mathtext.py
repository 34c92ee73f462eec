"""Formulas as Matplotlib draws them: what LaTeX says in the words that its mathtext knows."""

from __future__ import annotations

import re
from functools import lru_cache

from matplotlib.mathtext import MathTextParser

MOST_FORMULA = 2_000  # characters
# Each stands for a whole name: no letter follows.
_SAME = {
    r"[lr]vert": "|", "[lr]Vert": r"\|", "le": r"\leq", "ge": r"\geq", "ne": r"\neq", "lt": "<",
    "gt": ">", "top": r"{\top}", "implies": r"\Rightarrow", "iff": r"\Leftrightarrow",
    "bmod": r"\ \mathrm{mod}\ ", "thinspace": r"\,", "boldsymbol|bm": r"\mathbf",
}  # fmt: skip
_FRACTION = re.compile(r"\\[dtc]?frac\s*(\w)\s*(\w)")
_ROOT = re.compile(r"\\sqrt\s*(\w)")
_LINES = re.compile(r"\\\\(?:\[[^\]]*\])?|\\(?:begin|end)\{(?:align|aligned|split|gather|gathered|"
                    r"equation|eqnarray|cases)\*?\}")  # fmt: skip
_parser = MathTextParser("path")


def lines(latex: str) -> tuple[str, ...]:
    """A formula line by line, without the environment around it."""
    rows = (" ".join(row.replace("&", " ").split()) for row in _LINES.split(latex))
    return tuple(row for row in rows if row)


@lru_cache(maxsize=4096)
def drawable(latex: str) -> str | None:
    """One line of a formula between dollars; None where Matplotlib can't read it."""
    for name, words in _SAME.items():
        latex = re.sub(rf"\\(?:{name})(?![A-Za-z])", words.replace("\\", "\\\\"), latex)
    latex = _ROOT.sub(r"\\sqrt{\1}", _FRACTION.sub(r"\\frac{\1}{\2}", latex))
    formula = f"${re.sub(r'[dtc]frac', 'frac', latex)}$"
    try:
        if len(formula) > MOST_FORMULA:
            return None
        _parser.parse(formula)
    except Exception:  # the parser raises whatever comes of what it is given
        return None
    return formula
