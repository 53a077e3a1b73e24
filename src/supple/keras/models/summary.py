"""The table of a model's layers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rich.box import HEAVY_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from supple._core.shape import TensorShape
from supple._core.variable import Variable
from supple.errors import ArgumentError

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer

_WIDTH = 80


def show(
    model: Any,
    line_length: int | None,
    positions: Any,
    print_fn: Callable[[str], Any] | None,
    expand_nested: bool,
    show_trainable: bool,
    layer_range: Any,
) -> None:
    """Print the summary of `model`, through `print_fn` line by line if it is given."""
    table = Table(box=HEAVY_HEAD, show_lines=True, header_style="bold", width=line_length or _WIDTH)
    fractions = _fractions(positions, show_trainable)
    headers = ["Layer (type)", "Output Shape", "Param #", *(["Trainable"] if show_trainable else [])]
    for header, fraction in zip(headers, fractions, strict=True):
        table.add_column(
            header,
            ratio=max(int(fraction * 100), 1),
            overflow="fold",
            justify="right" if header == "Param #" else "left",
        )
    for depth, layer in _rows(_in_range(model.layers, layer_range), expand_nested, 0):
        name = f"{'  ' * depth}{'└ ' if depth else ''}{layer.name} ({type(layer).__name__})"
        cells = [name, output_text(layer), _parameters_text(layer)]
        table.add_row(
            *(Text(cell) for cell in (*cells, *(["Y" if layer.trainable else "N"] if show_trainable else [])))
        )
    console = Console(width=line_length or _WIDTH, highlight=False, **({"file": _Null()} if print_fn else {}))  # type: ignore[arg-type]
    with console.capture() as captured:
        console.print(Text(f'Model: "{model.name}"', style="bold"))
        console.print(table)
        for line in _totals(model):
            console.print(Text(line))
    text = captured.get()
    if print_fn is None:
        print(text, end="")  # noqa: T201  a summary is for the terminal
    else:
        for line in text.rstrip("\n").split("\n"):
            print_fn(line)


class _Null:
    """A file that takes nothing: the text is captured before it would be written."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return


def _fractions(positions: Any, show_trainable: bool) -> list[float]:
    count = 4 if show_trainable else 3
    if positions is None:
        return [0.42, 0.27, 0.18, 0.13] if show_trainable else [0.45, 0.32, 0.23]
    ends = [float(p) for p in positions][:count]
    if len(ends) < count or sorted(ends) != ends:
        raise ArgumentError(f"summary: positions: expected {count} growing numbers, got {positions!r}")
    return [end - start for start, end in zip([0.0, *ends[:-1]], ends, strict=True)]


def _in_range(layers: list[Layer], layer_range: Any) -> list[Layer]:
    if layer_range is None:
        return layers
    names = [layer.name for layer in layers]
    if len(layer_range) != 2 or any(name not in names for name in layer_range):
        raise ArgumentError(f"summary: layer_range: expected the names of two of {names}, got {layer_range!r}")
    return layers[names.index(layer_range[0]) : names.index(layer_range[1]) + 1]


def _rows(layers: list[Layer], expand: bool, depth: int) -> Iterator[tuple[int, Layer]]:
    for layer in layers:
        yield depth, layer
        if expand or layer._shows_children:
            yield from _rows(layer._children(), expand, depth + 1)


def output_text(layer: Layer) -> str:
    """The shape of the layer's outputs, as seen in its first call."""
    shown = _shape_text(layer._seen_output)
    return shown if shown is not None else "not called yet"


def _shape_text(shape: Any) -> str | None:
    if shape is None:
        return None
    if isinstance(shape, TensorShape):
        return str(shape)
    items = shape.values() if isinstance(shape, dict) else shape
    return ", ".join(text for text in map(_shape_text, items) if text is not None) or None


def _parameters_text(layer: Layer) -> str:
    return f"{layer.count_params():,}" if layer.built else "0 (not built)"


def _totals(model: Any) -> list[str]:
    trainable, fixed = model.trainable_variables, model.non_trainable_variables
    optimizer = [v for v in getattr(model.optimizer, "variables", None) or () if isinstance(v, Variable)]
    rows = [
        ("Total params", [*trainable, *fixed, *optimizer]),
        ("Trainable params", trainable),
        ("Non-trainable params", fixed),
    ]
    if optimizer:
        rows.append(("Optimizer params", optimizer))
    return [f" {label}: {_count(variables):,} ({_size_text(variables)})" for label, variables in rows]


def _count(variables: list[Variable]) -> int:
    return sum(math.prod(v.shape) for v in variables)


def _size_text(variables: list[Variable]) -> str:
    size = float(sum(math.prod(v.shape) * v.dtype.size for v in variables))
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} GB"
