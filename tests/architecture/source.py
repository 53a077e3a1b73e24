"""The source tree of supple, read as text: modules, the floor each stands on, and what it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src" / "supple"

FLOORS = (
    ("errors",),
    ("_core",),
    ("_ops",),
    ("_autodiff",),
    ("keras._layer",),
    ("keras.layers", "keras.losses", "keras.metrics", "keras.optimizers"),
    ("keras._saving", "distribute", "data"),
    ("keras._training.progress",),
    ("keras.callbacks",),
    ("keras._training",),
    ("keras.models",),
    ("interop",),
    ("_run",),
    ("cli",),
    ("__main__",),
)
"""The house, lowest floor first. A module that stands on none of them belongs to a face, which holds names only."""

FACE = len(FLOORS)


@dataclass(frozen=True)
class Import:
    """One import of a module of supple: which one, on which line, and whether it names a package root."""

    target: str
    line: int
    through_root: bool


@dataclass(frozen=True)
class Module:
    """One file; `name` is relative to the package, so `supple/keras/layers/dense.py` is `keras.layers.dense`."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def room(self) -> str:
        """The entry of FLOORS that the module lives in, empty for a face."""
        return next((room for rooms in FLOORS for room in rooms if _inside(self.name, room)), "")

    @property
    def floor(self) -> int:
        return next((number for number, rooms in enumerate(FLOORS) if self.room in rooms), FACE)

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT.parent))


@cache
def modules() -> dict[str, Module]:
    """Every module of the package by its name relative to the package; the package itself is ''."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path)
    return found


def nodes(module: Module) -> Iterator[ast.AST]:
    """Every node of the module's tree, without what runs for type checkers only."""
    waiting: list[ast.AST] = [module.tree]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                waiting.extend(child.orelse)
            else:
                waiting.append(child)


def imports(module: Module) -> Iterator[Import]:
    """Every import of supple in the module, also inside functions; `from a import b` means `a.b` if that is a module."""
    for node in nodes(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "supple" or alias.name.startswith("supple."):
                    yield Import(_relative(alias.name), node.lineno, through_root=alias.name == "supple")
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            if origin is None:
                continue
            for alias in node.names:
                target = f"{origin}.{alias.name}".lstrip(".")
                yield Import(target if target in modules() else origin, node.lineno, through_root=not origin)


def foreign_imports(module: Module) -> Iterator[tuple[str, int]]:
    """The top-level names of other packages that the module imports, with their lines."""
    for node in nodes(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0], node.lineno


def _origin(module: Module, node: ast.ImportFrom) -> str | None:
    """The package-relative name behind `from`, None if it lies outside supple."""
    if node.level == 0:
        name = node.module or ""
        return _relative(name) if name == "supple" or name.startswith("supple.") else None
    here = module.name.split(".") if module.name else []
    up = node.level - module.is_package
    base = here[: len(here) - up]
    return ".".join([*base, *(node.module or "").split(".")]).strip(".")


def _relative(name: str) -> str:
    return name.removeprefix("supple").lstrip(".")


def _inside(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")
