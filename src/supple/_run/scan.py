"""Which names of TensorFlow and Keras a program uses, read from its text without running it."""

from __future__ import annotations

import ast
import importlib
from dataclasses import dataclass

from supple._run.names import ALIASES, is_alias, missing, resolve


@dataclass(frozen=True, order=True)
class Use:
    """One name as the program sees it, such as `tensorflow.keras.layers.Dense`, and the line where it first appears."""

    line: int
    name: str


def uses(source: str, filename: str = "<string>") -> list[Use]:
    """Every name of TensorFlow and Keras in the text, each once, in the order of their lines."""
    reader = _Reader()
    tree = ast.parse(source, filename)
    reader.bind(tree)
    reader.visit(tree)
    return sorted(Use(line, name) for name, line in reader.found.items())


def problem(name: str) -> str:
    """Why supple has no `name`; empty if it has it."""
    root, *parts = name.split(".")
    owner: object = importlib.import_module(ALIASES[root])
    for number, part in enumerate(parts, start=1):
        if hasattr(owner, part):
            owner = getattr(owner, part)
            continue
        try:
            owner = resolve(".".join([root, *parts[:number]]))
        except ModuleNotFoundError:
            return missing(owner, part)
    return ""


class _Reader(ast.NodeVisitor):
    """Follows the names that imports bind, and collects the longest attribute chains that start from them."""

    def __init__(self) -> None:
        self.bound: dict[str, str] = {}
        self.found: dict[str, int] = {}

    def bind(self, tree: ast.Module) -> None:
        """Learn what each imported name stands for; imports are read first, wherever they are."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if is_alias(alias.name):
                        root = alias.name.partition(".")[0]
                        self.bound[alias.asname or root] = alias.name if alias.asname else root
                        self._use(alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and is_alias(node.module or ""):
                for alias in node.names:
                    name = f"{node.module}.{alias.name}".removesuffix(".*")
                    self.bound[alias.asname or alias.name] = name
                    self._use(name, node.lineno)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Record the whole chain `tf.keras.layers.Dense`, or look inside whatever it hangs on."""
        parts = [node.attr]
        inner = node.value
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name) and inner.id in self.bound:
            self._use(".".join([self.bound[inner.id], *reversed(parts)]), node.lineno)
        else:
            self.visit(inner)

    def _use(self, name: str, line: int) -> None:
        self.found[name] = min(line, self.found.get(name, line))
