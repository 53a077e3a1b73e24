"""The public names of supple: what `import supple as tf` offers, and every public module below it."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

SNAPSHOT = Path(__file__).with_name("exports.txt")


def public_modules() -> dict[str, ModuleType]:
    """The modules reached from `supple` through `__all__`, each once, by the shortest path that leads there."""
    root = importlib.import_module("supple")
    reached, seen = {"supple": root}, {id(root)}
    waiting = ["supple"]
    for path in waiting:
        for name in sorted(getattr(reached[path], "__all__", ())):
            value = getattr(reached[path], name)
            if isinstance(value, ModuleType) and id(value) not in seen:
                reached[f"{path}.{name}"] = value
                seen.add(id(value))
                waiting.append(f"{path}.{name}")
    return reached


def public_names() -> list[str]:
    """Every public name with its path, sorted: `supple.keras.layers.Dense`."""
    return sorted(f"{path}.{name}" for path, module in public_modules().items() for name in module.__all__)
