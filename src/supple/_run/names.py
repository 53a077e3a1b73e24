"""Which part of supple stands behind a module name of TensorFlow or Keras."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Final

from supple.errors import UnknownNameError

ALIASES: Final = {"tensorflow": "supple", "keras": "supple.keras", "tf_keras": "supple.keras"}
"""The packages that a program may import, and what answers."""

PRIVATE: Final = {
    "tensorflow.python": "tensorflow (in place of tensorflow.python.keras: from tensorflow.keras)",
    "tensorflow.core": "tensorflow",
    "tensorflow.contrib": "tensorflow",
    "tensorflow.keras.src": "tensorflow.keras",
    "keras.src": "keras",
    "keras.api": "keras",
    "tf_keras.src": "tf_keras",
}
"""Parts of TensorFlow and Keras that are theirs alone, and where the public names are."""


def is_alias(name: str) -> bool:
    """True for `tensorflow`, `keras.layers`, and whatever else supple answers for."""
    return name.partition(".")[0] in ALIASES


def resolve(name: str) -> ModuleType:
    """The module of supple behind `name`; ModuleNotFoundError, saying what there is instead, if there is none."""
    _refuse_private(name)
    root, *parts = name.split(".")
    found = importlib.import_module(ALIASES[root])
    for part in parts:
        below = _submodule(found, part)
        if below is None:
            is_name = hasattr(found, part) and not part.startswith("_")
            reason = f"{part} is a name in {found.__name__}, not a module" if is_name else missing(found, part)
            raise ModuleNotFoundError(f"No module named {name!r} in supple: {reason}", name=name)
        found = below
    return found


def missing(owner: object, name: str) -> str:
    """Why `owner.name` fails: the reason that the owner gives, or the nearest names; and where else the name exists."""
    path = getattr(owner, "__name__", repr(owner))
    reason = f"{path} has no {name!r}"
    try:
        getattr(owner, name)
    except UnknownNameError as error:
        reason = str(error)
    except AttributeError:
        near = difflib.get_close_matches(name, _public(owner), n=3)
        reason += f"; did you mean {' or '.join(f'{path}.{match}' for match in near)}?" if near else ""
    elsewhere = next(_same_name_elsewhere(path, name), "")
    return f"{reason} There is {elsewhere}." if elsewhere else reason


def _refuse_private(name: str) -> None:
    for prefix, public in PRIVATE.items():
        if name == prefix or name.startswith(f"{prefix}."):
            reason = f"{prefix} is private to its project; import from {public}"
            raise ModuleNotFoundError(f"No module named {name!r} in supple: {reason}", name=name)


def _submodule(owner: ModuleType, part: str) -> ModuleType | None:
    """The module that `owner` holds as `part`, under whatever name it was made, or has on disk."""
    if part.startswith("_"):
        return None
    found = getattr(owner, part, None)
    if isinstance(found, ModuleType):
        return found
    real = f"{owner.__name__}.{part}"
    on_disk = PathFinder.find_spec(real, getattr(owner, "__path__", []))
    return importlib.import_module(real) if on_disk else None


def _public(owner: object) -> list[str]:
    names = getattr(owner, "__all__", None) or dir(owner)
    return [name for name in names if not name.startswith("_")]


def _same_name_elsewhere(path: str, name: str) -> Iterator[str]:
    """Other public modules of supple that hold `name`, those with the shortest path first."""
    loaded = [(real, module) for real, module in sys.modules.items() if real == "supple" or real.startswith("supple.")]
    for real, module in sorted(loaded, key=lambda item: (item[0].count("."), item[0])):
        public = not any(part.startswith("_") for part in real.split("."))
        if public and real != path and name in getattr(module, "__all__", ()):
            yield f"{real}.{name}"
