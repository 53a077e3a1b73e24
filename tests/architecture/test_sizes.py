"""Files, functions, classes and constructors small enough to read at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .source import FACE, Module, modules

FILE_LINES = 400
FUNCTION_LINES = 60
CLASS_LINES = 250
CONSTRUCTOR_ARGUMENTS = 8
KERAS_CONSTRUCTOR_ARGUMENTS = 26

LONG_FILES = {
    "supple/__init__.py": "one line per public name, and nothing else",
}
"""Files (`supple/_core/tensor.py`) that may pass FILE_LINES, each with its reason."""

LONG_CLASSES = {
    "Layer": 400,  # the base of whatever a user writes: its methods are Keras' and belong to one object
}
"""Classes that may pass CLASS_LINES, each with its own limit and its reason."""

KERAS_ROOMS = {
    "keras._layer",
    "keras.layers",
    "keras.losses",
    "keras.metrics",
    "keras.optimizers",
    "keras.callbacks",
    "keras._training",
}
"""Rooms whose constructors have the arguments that Keras gave them."""

WIDE_CONSTRUCTORS = {"Variable": "has the arguments of tf.Variable", "TensorArray": "has those of tf.TensorArray"}
"""Further classes with the constructor of another library."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_a_file_holds_one_concept() -> None:
    lengths = {str(module): len(module.text.splitlines()) for module in modules().values()}
    long = [
        f"{name}: {lines} lines" for name, lines in lengths.items() if lines > FILE_LINES and name not in LONG_FILES
    ]
    assert not long, "these hold two concepts:\n" + "\n".join(long)


def test_functions_are_short() -> None:
    long = [
        f"{module}:{node.lineno} {node.name}: {_length(node)} lines"
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, Function) and _length(node) > FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


def test_classes_are_short() -> None:
    long = [
        f"{module}:{node.lineno} {node.name}: {_length(node)} lines"
        for module, node in _classes()
        if _length(node) > LONG_CLASSES.get(node.name, CLASS_LINES)
    ]
    assert not long, "\n".join(long)


def test_constructors_take_few_arguments() -> None:
    greedy = [
        f"{module}:{node.lineno} {owner.name}: {count} arguments, {limit} allowed"
        for module, owner in _classes()
        for node in owner.body
        if isinstance(node, Function) and node.name == "__init__"
        if (count := _arguments(node)) > (limit := _argument_limit(module, owner))
    ]
    assert not greedy, "\n".join(greedy)


def test_the_allow_lists_hold_nothing_that_is_gone() -> None:
    files = {str(module) for module in modules().values()}
    classes = {node.name for _, node in _classes()}
    assert set(LONG_FILES) <= files
    assert set(LONG_CLASSES) | set(WIDE_CONSTRUCTORS) <= classes


def _classes() -> Iterator[tuple[Module, ast.ClassDef]]:
    for module in modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                yield module, node


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """Lines of the body without the docstring; a signature that Keras made long is not counted."""
    first, last = node.body[0], node.body[-1]
    end = last.end_lineno or last.lineno
    if ast.get_docstring(node) is not None:
        return end - (first.end_lineno or first.lineno)
    return end - first.lineno + 1


def _argument_limit(module: Module, owner: ast.ClassDef) -> int:
    follows_another = module.room in KERAS_ROOMS or module.floor == FACE or owner.name in WIDE_CONSTRUCTORS
    return KERAS_CONSTRUCTOR_ARGUMENTS if follows_another else CONSTRUCTOR_ARGUMENTS


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Arguments apart from self, *args and **kwargs."""
    return len(node.args.posonlyargs) + len(node.args.args) + len(node.args.kwonlyargs) - 1
