"""The public names of supple: what `import supple as tf` offers, and every public module below it."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

SNAPSHOT = Path(__file__).with_name("exports.txt")


def offered(module: ModuleType) -> list[str]:
    """The names that a module offers: its `__all__`, or what it defines itself."""
    own = [name for name, value in vars(module).items() if getattr(value, "__module__", None) == module.__name__]
    return list(getattr(module, "__all__", [name for name in own if not name.startswith("_")]))


def public_modules() -> dict[str, ModuleType]:
    """The modules reached from `supple` through the names it offers, each once, by the shortest path that leads there."""
    root = importlib.import_module("supple")
    reached, seen = {"supple": root}, {id(root)}
    waiting = ["supple"]
    for path in waiting:
        for name in sorted(offered(reached[path])):
            value = getattr(reached[path], name)
            if isinstance(value, ModuleType) and id(value) not in seen:
                reached[f"{path}.{name}"] = value
                seen.add(id(value))
                waiting.append(f"{path}.{name}")
    return reached


def public_names() -> list[str]:
    """Every public name with its path, sorted: `supple.keras.layers.Dense`."""
    return sorted(f"{path}.{name}" for path, module in public_modules().items() for name in offered(module))
