"""What to look at after a case's last call, where its value doesn't show what went wrong."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.model import Call
from grader.worker.wire import Kind

# Code for a global random state that can be compared, by whose it is.
_RANDOM_STATES = {
    "NumPy": "str(np.random.get_state())",
    "torch": "torch.get_rng_state().tolist()",
    "Python": "random.getstate()",
}


@dataclass(frozen=True)
class Look:
    """code: an expression for the line after the call. names: the names of arguments that it uses,
    and `result`. before: what has to be kept, as `before`, ahead of the call.
    """

    code: str
    names: frozenset[str] = frozenset()
    before: str = ""

    def around(self, asked: str, *, last: bool) -> list[str]:
        """Lines that make the call and look; an earlier call is looked at where that takes nothing
        but its result."""
        if self.names == {"result"} and len(re.findall(r"\bresult\b", self.code)) == 1:
            return [re.sub(r"\bresult\b", lambda _: asked, self.code)]
        if not last:
            return [asked]
        kept = f"result = {asked}" if "result" in self.names else asked
        return [*([f"before = {self.before}"] if self.before else []), kept, self.code]

    def renamed(self, name: str, variable: str, argument: object) -> Look:
        """The same where the argument of this name stands in a variable."""
        if isinstance(argument, Kind) and self.code.startswith(f"{name}."):
            return replace(self, code=argument.view(variable, self.code[len(name) + 1 :]))
        return replace(self, code=re.sub(rf"\b{name}\b", variable, self.code))


def usable(look: str, call: Call) -> Look | None:
    """What a test wants looked at; None where it is nothing, or names what the call doesn't have: a
    worker says what an argument is called."""
    if look in _RANDOM_STATES:
        return Look(f"{_RANDOM_STATES[look]} == before", before=_RANDOM_STATES[look])
    try:
        tree = ast.parse(look, mode="eval")
    except (SyntaxError, ValueError):
        return None
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"np"}
    known: Sequence[str] = ("result", *call.parameters[: len(call.args)])
    return Look(look, frozenset(names)) if names and names <= {*known} else None
