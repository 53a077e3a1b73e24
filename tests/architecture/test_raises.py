"""Errors show the value that was wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .source import Module, modules

SHARE = 0.9
SPEAK_FOR_THEMSELVES = {"StopIteration", "SystemExit", "KeyboardInterrupt", "NotImplementedError", "Exit"}
"""Signals rather than messages."""


def test_nine_raises_of_ten_show_a_value() -> None:
    mute, total = [], 0
    for module in modules().values():
        for node in _errors(module):
            total += 1
            if not _shows_a_value(node):
                mute.append(f"{module}:{node.lineno}")
    assert len(mute) <= (1 - SHARE) * total, f"{len(mute)} of {total} raises show no value:\n" + "\n".join(mute)


def _errors(module: Module) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = ast.unparse(node.exc.func).rpartition(".")[2]
            if name not in SPEAK_FOR_THEMSELVES:
                yield node.exc


def _shows_a_value(call: ast.Call) -> bool:
    """True if an argument is more than fixed text: an f-string with a hole, a name, a call."""
    return any(
        not isinstance(part, ast.Constant | ast.JoinedStr)
        or any(isinstance(x, ast.FormattedValue) for x in ast.walk(part))
        for part in [*call.args, *(keyword.value for keyword in call.keywords)]
    )
