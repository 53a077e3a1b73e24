"""The floors: a module imports from below or from its own room, and nobody imports in a circle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .source import FACE, Import, Module, foreign_imports, imports, modules

TORCH_ROOMS = {"_core", "_ops", "_autodiff", "data", "interop", "distribute"}
OTHER_ENGINES = {"tensorflow", "keras", "tf_keras", "jax"}
"""What supple stands in for, or what it exchanges arrays with; `interop` alone may import the latter."""

COMMAND_LINE = {"_run", "cli", "__main__"}
"""They stand above the faces as well, and import them when a command needs them."""


def test_imports_point_down_or_stay_in_the_room() -> None:
    wrong = []
    for module, entry in _imports():
        target = modules().get(entry.target)
        where = f"{module}:{entry.line}"
        if entry.through_root or (target and (module.floor == FACE or target.room == module.room)):
            continue
        if target is None:
            wrong.append(f"{where} imports supple.{entry.target}, which does not exist")
        elif target.floor >= module.floor:
            wrong.append(f"{where} on floor {module.floor} imports supple.{entry.target} from floor {target.floor}")
    assert not wrong, "\n".join(wrong)


def test_nobody_imports_the_package_root() -> None:
    wrong = [
        f"{module}:{entry.line}"
        for module, entry in _imports()
        if module.floor < FACE
        and module.room not in COMMAND_LINE
        and (entry.through_root or entry.target in {"", "keras"})
    ]
    assert not wrong, "import from the module that defines the name, not from supple or supple.keras:\n" + "\n".join(
        wrong
    )


def test_the_command_line_imports_the_root_inside_functions_only() -> None:
    top = [
        f"{module}:{entry.line}"
        for module, entry in _imports()
        if module.room in COMMAND_LINE and entry.through_root and entry.line in _top_level_lines(module)
    ]
    assert not top, "\n".join(top)


def test_torch_is_imported_only_by_the_engine_rooms() -> None:
    wrong = [
        f"{module}:{line}"
        for module in modules().values()
        for name, line in foreign_imports(module)
        if name == "torch" and module.room not in TORCH_ROOMS
    ]
    assert not wrong, "make it an op:\n" + "\n".join(wrong)


def test_no_other_engine_is_imported() -> None:
    wrong = [
        f"{module}:{line} imports {name}"
        for module in modules().values()
        for name, line in foreign_imports(module)
        if name in OTHER_ENGINES and module.room != "interop"
    ]
    assert not wrong, "\n".join(wrong)


def test_there_are_no_import_cycles() -> None:
    edges = {name: {entry.target for entry in imports(module)} - {name} for name, module in modules().items()}
    knots = [group for group in _components(edges) if len(group) > 1]
    assert not knots, "\n".join(" <-> ".join(sorted(knot)) for knot in knots)


def _imports() -> Iterator[tuple[Module, Import]]:
    return ((module, entry) for module in modules().values() for entry in imports(module))


def _top_level_lines(module: Module) -> set[int]:
    return {node.lineno for node in module.tree.body}


def _components(edges: dict[str, set[str]]) -> list[list[str]]:
    """Strongly connected components, after Tarjan (1972), with the recursion written as a stack of iterators."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_path: list[str] = []
    found: list[list[str]] = []
    for start, first in edges.items():
        if start in number:
            continue
        work = [(start, iter(sorted(first)))]
        number[start] = lowest[start] = len(number)
        open_path.append(start)
        while work:
            name, targets = work[-1]
            for target in targets:
                if target not in edges:
                    continue
                if target not in number:
                    number[target] = lowest[target] = len(number)
                    open_path.append(target)
                    work.append((target, iter(sorted(edges[target]))))
                    break
                if target in open_path:
                    lowest[name] = min(lowest[name], number[target])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    cut = open_path.index(name)
                    found.append(open_path[cut:])
                    del open_path[cut:]
    return found


@pytest.mark.parametrize(
    ("edges", "knots"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"a"}}, [["a", "b"]]),
        ({"a": {"b"}, "b": {"c"}, "c": {"d", "b"}, "d": {"e"}, "e": set()}, [["b", "c"]]),
        ({"a": {"b", "d"}, "b": {"c"}, "c": {"a"}, "d": {"e"}, "e": {"d", "outside"}}, [["a", "b", "c"], ["d", "e"]]),
    ],
)
def test_the_search_for_cycles_finds_them(edges: dict[str, set[str]], knots: list[list[str]]) -> None:
    assert sorted(sorted(group) for group in _components(edges) if len(group) > 1) == knots
