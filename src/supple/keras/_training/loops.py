"""The loops behind fit, evaluate and predict: plain Python that one can read and step through.

Nothing here waits for the device: losses and metrics stay tensors until somebody wants to see a number.
"""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from supple._core import conversion, tree
from supple._core.tensor import Eager, Tensor
from supple.data import adapters
from supple.data.packing import unpack_x_y_sample_weight
from supple.errors import ArgumentError
from supple.keras._layer import tracking
from supple.keras._layer.layer import Layer
from supple.keras._training import progress
from supple.keras.callbacks import CallbackList, History
from supple.keras.metrics import Metric

if TYPE_CHECKING:
    from supple.keras._training.trainer import Trainer

_DEFAULT_BATCH = 32


@dataclasses.dataclass(slots=True)
class Data:
    """The data of `fit`, and how it is cut into batches."""

    x: Any
    y: Any
    sample_weight: Any
    batch_size: int | None
    shuffle: bool | str
    class_weight: Any
    steps_per_epoch: int | None


@dataclasses.dataclass(slots=True)
class Validation:
    """What `fit` validates on, and how often."""

    split: float
    data: Any
    steps: int | None
    batch_size: int | None
    frequency: Any


@dataclasses.dataclass(slots=True)
class FitPlan:
    """What `fit` was asked for."""

    data: Data
    validation: Validation
    epochs: int
    initial_epoch: int
    verbose: Any
    callbacks: Any


def fit(model: Trainer, plan: FitPlan) -> History:
    """Train `model` as planned."""
    _check(plan)
    data = plan.data
    x, y, weights, held = _split(plan)
    source = adapters.adapt(x, y, weights, data.batch_size, data.shuffle, data.class_weight, data.steps_per_epoch)
    validation = _validation_source(held, plan)
    callbacks = _callbacks(model, plan.callbacks, plan.verbose, source.steps, plan.epochs)
    model.stop_training = False
    vars(model)["_lacking"] = None
    logs: dict[str, Any] = {}
    callbacks.on_train_begin()
    try:
        for epoch in range(plan.initial_epoch, plan.epochs):
            model.reset_metrics()
            callbacks.on_epoch_begin(epoch)
            logs = numbers(_run(model, source.epoch(), model.train_step, callbacks, "train"))
            if epoch == plan.initial_epoch:
                _name_the_untrained(model)
            if validation is not None and _is_due(epoch, plan.validation.frequency):
                found = evaluate(model, validation, 0, plan.callbacks, inside=callbacks)
                logs = logs | {f"val_{name}": value for name, value in found.items()}
            callbacks.on_epoch_end(epoch, logs)
            if model.stop_training or source.finished:
                break
        if getattr(model.optimizer, "use_ema", False):
            model.optimizer.finalize_variable_values(model.trainable_variables)
    finally:
        callbacks.on_train_end(logs)
    return model.history  # type: ignore[no-any-return]


def without_gradient(model: Any, gradients: list[Any], variables: list[Any]) -> tuple[list[Any], list[Any]]:
    """The pairs that have a gradient: a branch that was not taken has none, and that is no fault.

    Variables that never get one in an epoch are kept in `model._lacking`, to be named at its end.
    """
    lacking = [v for g, v in zip(gradients, variables, strict=True) if g is None]
    if len(lacking) == len(variables):
        return gradients, variables  # the optimizer says that there are no gradients at all
    known = model._lacking
    vars(model)["_lacking"] = tuple(
        lacking if known is None else (v for v in known if any(v is other for other in lacking))
    )
    pairs = [(g, v) for g, v in zip(gradients, variables, strict=True) if g is not None]
    return [g for g, _ in pairs], [v for _, v in pairs]


def _name_the_untrained(model: Trainer) -> None:
    """Warn of variables that got no gradient in any step of an epoch."""
    if model._lacking:
        names = ", ".join(getattr(v, "path", v.name) for v in model._lacking)
        warnings.warn(
            f"model {model.name!r}: no step of the epoch gave a gradient to {names}: they are not trained; "
            "does the loss use them?",
            stacklevel=4,
        )
    vars(model)["_lacking"] = ()


def _run(model: Trainer, batches: Iterable[Any], step: Any, callbacks: CallbackList, phase: str) -> dict[str, Any]:
    """One pass; returns what the last step reported."""
    begin, end = callbacks.batch_hooks(phase)
    logs: dict[str, Any] = {}
    place = -1
    if begin is None and end is None and model.steps_per_execution == 1:
        for batch in batches:
            place = 0
            logs = step(batch)
            if model.stop_training:
                break
    else:
        for place, group in _grouped(batches, model.steps_per_execution):
            if begin is not None:
                begin(place)
            for batch in group:
                logs = step(batch)
            if end is not None:
                end(place + len(group) - 1, logs)
            if model.stop_training:
                break
    if place < 0:
        raise ArgumentError(f"model {model.name!r}: the data has no batches")
    if not isinstance(logs, dict):
        raise ArgumentError(
            f"model {model.name!r}: {step.__name__}: expected a dict to report, got {type(logs).__name__}"
        )
    return logs


def _grouped(batches: Iterable[Any], size: int) -> Iterator[tuple[int, list[Any]]]:
    """The batches in groups of `size`, each with the place of its first."""
    group: list[Any] = []
    place = 0
    for batch in batches:
        group.append(batch)
        if len(group) == size:
            yield place, group
            place, group = place + size, []
    if group:
        yield place, group


def evaluate(
    model: Trainer, source: Any, verbose: Any, callbacks: Any, inside: CallbackList | None = None
) -> dict[str, Any]:
    """The results of `model` over `source`, as numbers by name."""
    listed = inside if inside is not None else _callbacks(model, callbacks, verbose, source.steps, 1, history=False)
    model.reset_metrics()
    if inside is None:
        model.stop_training = False
    listed.on_test_begin()
    logs = numbers(_run(model, source.epoch(), model.test_step, listed, "test"))
    listed.on_test_end(logs)
    return logs


def predict(model: Trainer, x: Any, batch_size: int | None, verbose: Any, steps: int | None, callbacks: Any) -> Any:
    """The outputs of `model` for all of `x`, as arrays."""
    if callbacks is None and steps is None and verbose in (0, "auto"):
        single = _single_batch(x, batch_size or _DEFAULT_BATCH)
        if single is not None and (verbose == 0 or not _shows_bar()):
            return to_arrays(model.predict_step(single))
    source = adapt_for(x, None, None, batch_size, steps)
    listed = _callbacks(model, callbacks, verbose, source.steps, 1, history=False)
    model.stop_training = False
    begin, end = listed.batch_hooks("predict")
    parts: list[Any] = []
    listed.on_predict_begin()
    for place, batch in enumerate(source.epoch()):
        if begin is not None:
            begin(place)
        outputs = model.predict_step(batch)
        parts.append(outputs)
        if end is not None:
            end(place, {"outputs": outputs})
        if model.stop_training:
            break
    listed.on_predict_end()
    if not parts:
        raise ArgumentError(f"model {model.name!r}: predict: the data has no batches")
    return _joined(parts)


def _single_batch(x: Any, batch_size: int) -> Tensor | None:
    """`x` as one batch, if it is one array or tensor that fits in one."""
    if x.__class__ is np.ndarray:
        if x.ndim > 1 and 0 < len(x) <= batch_size and x.dtype.kind in "fiub":
            return conversion.array_input(x)
    elif isinstance(x, Tensor) and x.ndim > 1 and 0 < len(x) <= batch_size:
        return x
    return None


def _shows_bar() -> bool:
    return progress.is_interactive()


def _joined(parts: list[Any]) -> Any:
    leaves, spec = tree.flatten_with_spec(parts[0])
    columns = [leaves, *(tree.flatten(part) for part in parts[1:])]
    whole = [np.concatenate([to_arrays(row[i]) for row in columns]) for i in range(len(leaves))]
    return tree.unflatten(spec, whole)


def adapt_for(x: Any, y: Any, sample_weight: Any, batch_size: int | None, steps: int | None) -> Any:
    """The source of data that is passed once and in order."""
    return adapters.adapt(x, y, sample_weight, batch_size, False, None, steps)


def one_batch(x: Any, y: Any, sample_weight: Any, class_weight: Any) -> Any:
    """A single batch as `train_step` gets it."""
    rows = rows_of(x)
    source = adapters.adapt(x, y, sample_weight, max(rows, 1), False, class_weight, None)
    for batch in source.epoch():
        return batch
    raise ArgumentError(f"batch: expected at least one row, got {rows} rows")


def rows_of(x: Any) -> int:
    """The number of rows of a batch."""
    if isinstance(x, Tensor):
        size = x._t.shape
        return size[0] if size else 1
    for leaf in tree.flatten(x):
        shape = getattr(leaf, "shape", None)
        if shape:
            return int(shape[0])
    return 1


def numbers(logs: dict[str, Any]) -> dict[str, Any]:
    """`logs` with Python numbers in the place of scalar tensors, sorted by name."""
    found = {}
    # A metric of several values, such as all compiled ones together, gives a dict.
    flat = {
        name: value
        for key, given in logs.items()
        for name, value in (given if isinstance(given, dict) else {key: given}).items()
    }
    for name in sorted(flat):
        value = flat[name]
        if isinstance(value, Eager):
            value = value.item() if value.size == 1 else value.numpy()
        found[name] = value
    return found


def as_list(model: Trainer, logs: dict[str, Any]) -> Any:
    """The results in the order of `model.metrics`; one alone is a scalar."""
    logs = dict(logs)
    flat = [each for metric in model.metrics for each in getattr(metric, "metrics", [metric])]
    values = [logs.pop(metric.name) for metric in flat if metric.name in logs]
    values += list(logs.values())
    return values[0] if len(values) == 1 else values


def to_arrays(outputs: Any) -> Any:
    """NumPy arrays in the place of tensors."""
    if isinstance(outputs, Tensor):
        return np.asarray(outputs.numpy())
    return tree.map_structure(lambda leaf: np.asarray(leaf.numpy()) if isinstance(leaf, Eager) else leaf, outputs)


def attribute_metrics(model: Layer) -> list[Any]:
    """Metrics that are attributes of the model or of layers below it, alone or in lists and dicts."""
    cached = model.__dict__.get("_metrics_found")
    key = (tracking.EPOCH.count, len(vars(model)))
    if cached is not None and cached[0] == key:
        return list(cached[1])
    found: list[Any] = []
    for layer in tracking.flatten_layers(model):
        for name, value in vars(layer).items():
            if name.startswith(("_loss_tracker", "_compiled", "_metrics_found")):
                continue
            for leaf in tree.flatten(value) if isinstance(value, (list, tuple, dict)) else [value]:
                if isinstance(leaf, Metric) and not any(leaf is other for other in found):
                    found.append(leaf)
    object.__setattr__(model, "_metrics_found", (key, found))
    return list(found)


def _check(plan: FitPlan) -> None:
    for name in ("epochs", "initial_epoch"):
        value = getattr(plan, name)
        if isinstance(value, bool) or not hasattr(value, "__index__") or value < 0:
            raise ArgumentError(f"fit: {name}: expected an int of 0 or more, got {value!r}")


def _split(plan: FitPlan) -> tuple[Any, Any, Any, Any]:
    """Training data, and validation data if there is any."""
    data, validation = plan.data, plan.validation
    if validation.split and validation.data is None:  # as in Keras: data that is given counts
        rest, held = adapters.validation_split((data.x, data.y, data.sample_weight), validation.split)
        return (*rest, held)
    return data.x, data.y, data.sample_weight, validation.data


def _validation_source(held: Any, plan: FitPlan) -> Any:
    if held is None:
        return None
    size = plan.validation.batch_size or plan.data.batch_size
    if isinstance(held, (tuple, list)):
        x, y, weights = unpack_x_y_sample_weight(tuple(held))
        return adapt_for(x, y, weights, size, plan.validation.steps)
    return adapt_for(held, None, None, None, plan.validation.steps)


def _is_due(epoch: int, frequency: Any) -> bool:
    if isinstance(frequency, int):
        return (epoch + 1) % frequency == 0
    return epoch + 1 in frequency


def _callbacks(
    model: Trainer, callbacks: Any, verbose: Any, steps: int | None, epochs: int, history: bool = True
) -> CallbackList:
    if isinstance(callbacks, CallbackList):
        return callbacks
    return CallbackList(
        callbacks,
        add_history=history,
        add_progbar=verbose != 0,
        model=model,
        verbose=verbose,
        epochs=epochs,
        steps=steps,
    )
