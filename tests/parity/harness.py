"""Registry, inputs, flattening, storage and comparison of parity cases.

A case is a function of the module `tf`. Its source runs twice: on TensorFlow to record, on supple to replay.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

Module = Any
Nest = Any
Body = Callable[[Module], Nest]

RECORDED = Path(__file__).parent / "recorded"
EXACT = (0.0, 0.0)
TOLERANCES = {
    "float32": (1e-5, 1e-6),
    "float64": (1e-10, 1e-12),
    "float16": (2e-3, 1e-3),
    "bfloat16": (1.6e-2, 8e-3),
    "complex64": (1e-5, 1e-6),
    "complex128": (1e-10, 1e-12),
    "float": (1e-5, 1e-6),  # a Python float, mostly a float32 that was read back
}


# --- registry -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One program. `raises` says that it must end in an exception; `rtol` overrides the tolerance of floats."""

    name: str
    body: Body
    raises: bool = False
    rtol: float | None = None


REGISTRY: dict[str, dict[str, Case]] = {}


def add(name: str, body: Body, *, raises: bool = False, rtol: float | None = None) -> None:
    """Registers `body` as the case `name` of the topic (the file) that wrote it."""
    topic = REGISTRY.setdefault(body.__module__.rpartition(".")[2], {})
    if name in topic:
        raise ValueError(f"two cases are called {name!r}")
    topic[name] = Case(name, body, raises, rtol)


def case(body: Body | None = None, *, rtol: float | None = None) -> Any:
    """Decorator: a program that returns a nest of values."""
    if body is None:
        return lambda function: case(function, rtol=rtol)
    add(body.__name__, body, rtol=rtol)
    return body


def misuse(body: Body) -> Body:
    """Decorator: a program that must raise. The name of the exception's class is recorded."""
    add(body.__name__, body, raises=True)
    return body


def topics() -> list[str]:
    """The names of all topics, sorted."""
    package = importlib.import_module(f"{__package__}.cases")
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def cases_of(topic: str) -> dict[str, Case]:
    """The cases of one topic, by name."""
    importlib.import_module(f"{__package__}.cases.{topic}")
    return REGISTRY[topic]


# --- inputs ---------------------------------------------------------------------------------------------------------


def numbers(*shape: int, seed: int = 0, low: float = -2.0, high: float = 2.0, dtype: str = "float32") -> np.ndarray:
    """Uniform numbers with three decimals. `RandomState` is frozen, so every NumPy draws the same."""
    return np.random.RandomState(seed).uniform(low, high, shape).round(3).astype(dtype)


def integers(*shape: int, seed: int = 0, low: int = 0, high: int = 10, dtype: str = "int32") -> np.ndarray:
    """Uniform integers of `[low, high)`."""
    return np.random.RandomState(seed).randint(low, high, shape).astype(dtype)


def symbol(tf: Module, path: str) -> Any:
    """`symbol(tf, "math.log")` is `tf.math.log`."""
    found = tf
    for name in path.split("."):
        found = getattr(found, name)
    return found


def fill(layer: Any, seed: int = 0) -> Any:
    """Gives a built layer or model seeded weights; variances and scales are positive."""
    values = []
    for index, weight in enumerate(layer.weights):
        positive = "variance" in weight.path or "gamma" in weight.path
        low = 0.5 if positive else -0.5
        values.append(numbers(*weight.shape, seed=seed + index, low=low, high=low + 1))
    layer.set_weights(values)
    return layer


def weighted(tf: Module, y: Any) -> Any:
    """A scalar in which every element of `y` has another weight, so that no two gradients are alike."""
    ramp = np.linspace(0.5, 1.5, int(np.prod(y.shape)), dtype="float32").reshape(tuple(y.shape))
    return tf.reduce_sum(y * tf.cast(tf.constant(ramp), y.dtype))


def gradients(tf: Module, function: Callable[..., Any], *arrays: Any) -> list[Any]:
    """The gradients of `weighted(function(*arrays))` with respect to each array."""
    sources = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(sources)
        target = weighted(tf, function(*sources))
    return tape.gradient(target, sources)


# --- flattening -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaf:
    """One value of a result. Tensors and arrays have a dtype, a shape and numbers; all else is plain."""

    kind: str
    plain: Any = None
    dtype: str = ""
    array: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def __str__(self) -> str:
        if self.dtype:
            return f"{self.kind} {self.dtype}{list(self.array.shape)} {np.array2string(self.array, threshold=20)}"
        return f"{self.kind} {self.plain!r}"


def flatten(result: Nest, path: str = "") -> dict[str, Leaf]:
    """Names every leaf of `result` by its path, `gradients/0`."""
    leaves: dict[str, Leaf] = {}
    for name, value in _children(result):
        leaves.update(flatten(value, f"{path}/{name}" if path else name))
    return leaves or {path: _leaf(result)}


def _children(value: Nest) -> Iterator[tuple[str, Nest]]:
    if hasattr(value, "dense_shape") and hasattr(value, "indices"):  # IndexedSlices
        value = {"indices": value.indices, "values": value.values, "dense_shape": value.dense_shape}
    elif hasattr(value, "as_list"):  # TensorShape
        value = value.as_list()
    if isinstance(value, dict):
        yield from ((str(key), value[key]) for key in sorted(value, key=str))
    elif isinstance(value, (list, tuple)):
        yield from ((str(index), item) for index, item in enumerate(value))


def _leaf(value: Any) -> Leaf:
    if value is None or isinstance(value, (bool, str, int)):
        return Leaf(type(value).__name__, value)
    if isinstance(value, (list, tuple, dict)) or hasattr(value, "as_list"):
        return Leaf("empty")
    if hasattr(value, "as_numpy_dtype"):
        return Leaf("str", value.name)
    if isinstance(value, (np.ndarray, np.generic)):
        return Leaf("array", dtype=value.dtype.name, array=np.asarray(value))
    if isinstance(value, float):
        return Leaf("float", dtype="float", array=np.asarray(value))
    if hasattr(value, "numpy"):
        return Leaf("tensor", dtype=getattr(value.dtype, "name", value.dtype), array=_widened(value.numpy()))
    raise TypeError(f"a case returned a {type(value).__name__}, which cannot be recorded: {value!r}")


def _widened(array: Any) -> np.ndarray:
    """bfloat16, which NumPy does not know, as float32."""
    array = np.asarray(array)
    return array.astype("float32") if array.dtype.kind == "V" or array.dtype.name == "bfloat16" else array


# --- running and storage --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What a case did: its leaves by path, or the names of the classes of what it raised, nearest first."""

    leaves: dict[str, Leaf]
    raised: tuple[str, ...] = ()


def run(this: Case, tf: Module) -> Outcome:
    """Runs a case. Only a case that must raise may raise here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # parity is about results; what warns has tests of its own
        if not this.raises:
            return Outcome(flatten(this.body(tf)))
        try:
            this.body(tf)
        except Exception as error:  # noqa: BLE001 - whatever it raises is the result
            return Outcome({}, tuple(kind.__name__ for kind in type(error).__mro__))
        return Outcome({})


def save(topic: str, outcomes: dict[str, Outcome]) -> None:
    """Writes an index as JSON, and the numbers in its order, one flat array a dtype, as npz."""
    index: dict[str, Any] = {}
    flat: dict[str, list[np.ndarray]] = {}
    for name in sorted(outcomes):
        outcome = outcomes[name]
        index[name] = outcome.raised[0] if outcome.raised else {}
        for path, leaf in sorted(outcome.leaves.items()):
            if leaf.dtype:
                index[name][path] = [leaf.kind, leaf.dtype, list(leaf.array.shape)]
                flat.setdefault(leaf.dtype, []).append(leaf.array.reshape(-1))
            else:
                index[name][path] = [leaf.kind, leaf.plain]
    lines = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in index.items()]
    (RECORDED / f"{topic}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    arrays = {dtype: np.concatenate(flat[dtype]) for dtype in sorted(flat)}
    (RECORDED / f"{topic}.npz").unlink(missing_ok=True)
    if arrays:
        np.savez_compressed(RECORDED / f"{topic}.npz", **arrays)


def load(topic: str) -> dict[str, Outcome]:
    """Reads what `save` wrote; nothing if the topic was never recorded."""
    if not (RECORDED / f"{topic}.json").exists():
        return {}
    index = json.loads((RECORDED / f"{topic}.json").read_text())
    flat: dict[str, np.ndarray] = {}
    if (RECORDED / f"{topic}.npz").exists():
        with np.load(RECORDED / f"{topic}.npz") as stored:
            flat = dict(stored)
    used = dict.fromkeys(flat, 0)

    def leaf(entry: list[Any]) -> Leaf:
        if len(entry) == 2:
            return Leaf(entry[0], entry[1])
        kind, dtype, shape = entry
        start, used[dtype] = used[dtype], used[dtype] + int(np.prod(shape))
        return Leaf(kind, dtype=dtype, array=flat[dtype][start : used[dtype]].reshape(shape))

    outcomes = {}
    for name, entry in index.items():
        if isinstance(entry, str):
            outcomes[name] = Outcome({}, (entry,))
        else:
            outcomes[name] = Outcome({path: leaf(stored) for path, stored in entry.items()})
    return outcomes


# --- comparison -----------------------------------------------------------------------------------------------------


def differences(recorded: Outcome, observed: Outcome, rtol: float | None = None) -> list[str]:
    """One line for each way in which `observed` is not what was recorded."""
    if recorded.raised:
        expected = recorded.raised[0]
        seen = observed.raised[:1] or ("nothing",)
        return [] if expected in observed.raised else [f"raised {seen[0]}, recorded {expected}"]
    lines = [f"{path}: missing" for path in recorded.leaves if path not in observed.leaves]
    lines += [f"{path}: not recorded" for path in observed.leaves if path not in recorded.leaves]
    for path, expected_leaf in recorded.leaves.items():
        if path in observed.leaves:
            problem = _difference(expected_leaf, observed.leaves[path], rtol)
            if problem:
                lines.append(f"{path}: {problem}\n  recorded {expected_leaf}\n  observed {observed.leaves[path]}")
    return lines


def _difference(expected: Leaf, observed: Leaf, rtol: float | None) -> str:
    numeric = {"float", "array"}  # a 0-d NumPy float is as good as a Python float
    if expected.kind != observed.kind and not {expected.kind, observed.kind} <= numeric:
        return "another kind"
    if not expected.dtype:
        return "" if expected.plain == observed.plain else "another value"
    if expected.array.shape != observed.array.shape:
        return "another shape"
    if "float" not in (expected.dtype, observed.dtype) and expected.dtype != observed.dtype:
        return "another dtype"
    relative, absolute = TOLERANCES.get(expected.dtype, EXACT)
    if rtol is not None and relative:
        relative, absolute = rtol, max(absolute, rtol / 10)
    same = np.isclose(observed.array, expected.array, relative, absolute, equal_nan=True)
    return "" if same.all() else f"{int((~same).sum())} of {same.size} values differ"
