"""Unknown public names: the error says what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from supple.errors import UnknownNameError


def unknown_name(module: str, known: Callable[[], Iterable[str]], notes: dict[str, str] | None = None) -> Any:
    """A module's `__getattr__`: raises UnknownNameError with the nearest names of `known()`."""

    def missing(name: str) -> NoReturn:
        shown = f"{module}.{name}"
        if name.startswith("__"):
            raise AttributeError(shown)
        note = (notes or {}).get(name)
        if note is None:
            close = difflib.get_close_matches(name, [k for k in known() if not k.startswith("_")], n=3, cutoff=0.6)
            note = f"did you mean {' or '.join(f'{module}.{c}' for c in close)}?" if close else "supple lacks it so far"
        raise UnknownNameError(f"{shown}: no such name; {note}", name=name)

    return missing
