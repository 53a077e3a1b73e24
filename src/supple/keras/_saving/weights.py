"""The variables of a model to a file and back."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Final

from supple._core.variable import Variable
from supple.errors import NotSupportedError, SavingError
from supple.keras._layer.signatures import is_own_function
from supple.keras._saving import atomic, optimizer_state, paths, structure, zip_reading
from supple.keras._saving.fitting import Fitting, Target
from supple.keras._saving.hdf5_reading import Contents
from supple.keras._saving.hdf5_writing import Writer
from supple.keras._saving.walk import Part, parts

FORMAT: Final = 1
MAIN_OPTIMIZER: Final = "optimizer"


def save(model: Any, filepath: Any, overwrite: bool = True) -> None:
    """Write the variables of `model`, with those of its optimizer, to a `.weights.h5` file."""
    path = paths.of_weights(filepath, "save_weights")
    paths.check_target(path, overwrite, "save_weights")
    with atomic.replacing(path) as temporary:
        write(model, temporary, include_optimizer=True)


def load(model: Any, filepath: Any, skip_mismatch: bool = False, by_name: bool = False, **unknown: Any) -> None:
    """Read the variables of `model` from a `.weights.h5` or `.keras` file; every mismatch is named in one error."""
    if unknown:
        raise SavingError(f"load_weights: unknown keyword {sorted(unknown)}")
    if by_name:
        raise NotSupportedError(
            "load_weights: by_name=True belongs to the legacy HDF5 layout, which is not done yet; weights are found "
            f"by the paths of attributes, got {filepath!r}"
        )
    path = paths.of_weights(filepath, "load_weights", archive_too=True)
    file, size = paths.open_for_reading(path, "load_weights")
    with file:
        source: Any = file
        if path.suffix == paths.ARCHIVE:
            archive = zip_reading.Archive(file, size, str(path))
            archive.check_crc(zip_reading.WEIGHTS)
            source, size = archive.seekable(zip_reading.WEIGHTS)
        contents = Contents(source, size, str(path))
        try:
            contents.verify()
            if not model.built:
                structure.restore(model, contents.about.get("layers"))
            found = parts(model)
            fitting = Fitting(contents, layer_targets(found), f"model {model.name!r}")
            fitting.check(skip_mismatch)
            fitting.assign()
            _load_optimizers(model, found, contents, strictly=False)
        finally:
            contents.close()


def layer_targets(found: list[Part]) -> list[Target]:
    """Where each group of own variables goes, for the layers among `found`."""
    return [
        Target(
            *(part.group, part.own_variables(), part.holder),
            part.holder.load_own_variables if _overrides(part.holder, "load_own_variables") else None,
        )
        for part in found
        if not part.is_optimizer
    ]


def keys_of(found: list[Part]) -> dict[str, Variable]:
    """The variables of layers by their paths in a file."""
    return {
        f"{part.group}/{place}": variable
        for part in found
        if not part.is_optimizer
        for place, variable in enumerate(part.own_variables())
    }


# -- writing


def write(model: Any, target: Path | Any, include_optimizer: bool) -> str:
    """Write the variables to an HDF5 file, given by path or open; returns the checksum."""
    found = parts(model)
    keys = keys_of(found)
    by_variable = {id(variable): key for key, variable in keys.items()}
    about: dict[str, Any] = {"format": FORMAT, "layers": structure.describe(found), "frozen": structure.frozen(found)}
    writer = Writer(target)
    try:
        for part in found:
            if part.is_optimizer:
                if include_optimizer:
                    about.setdefault("optimizers", {})[part.path] = _write_optimizer(writer, part, model, by_variable)
            else:
                _write_layer(writer, part)
        return writer.finish(about)
    finally:
        writer.close()


def _write_layer(writer: Writer, part: Part) -> None:
    writer.group(part.group, part.holder.name)
    if not _overrides(part.holder, "save_own_variables"):
        for place, variable in enumerate(part.own_variables()):
            writer.array(f"{part.group}/{place}", variable.numpy())
        return
    store: dict[Any, Any] = {}
    part.holder.save_own_variables(store)
    for key, value in store.items():
        if not isinstance(key, str) or not key or "/" in key or key in {".", ".."}:
            raise SavingError(
                f"layer {part.holder.name!r}: save_own_variables: a key must be a plain string without '/', got {key!r}"
            )
        writer.array(f"{part.group}/{key}", value)


def _write_optimizer(writer: Writer, part: Part, model: Any, keys: dict[int, str]) -> dict[str, Any]:
    optimizer = part.holder
    preferred = list(model.trainable_variables) if part.path == MAIN_OPTIMIZER else []
    if preferred and optimizer._table.owners:
        # Variables that had no gradient yet get slots, so that the order is that of Keras.
        optimizer.build(preferred)
    owners = optimizer_state.owners_of(optimizer, preferred)
    writer.group(part.group, optimizer.name)
    for place, variable in enumerate(optimizer_state.in_order(optimizer, owners)):
        writer.array(f"{part.group}/{place}", variable.numpy())
    return optimizer_state.describe(owners, keys)


# -- reading


def read_into(model: Any, contents: Contents, strictly: bool) -> None:
    """Fill a model that was just made from its config, which has no values to lose."""
    found = parts(model)
    fitting = Fitting(contents, layer_targets(found), f"model {model.name!r}")
    fitting.check(skip_mismatch=False)
    fitting.assign()
    _load_optimizers(model, found, contents, strictly)


def covers(model: Any, contents: Contents) -> bool:
    """True if the model has a place for every array of the file."""
    return not Fitting(contents, layer_targets(parts(model)), "").unexpected


def _load_optimizers(model: Any, found: list[Part], contents: Contents, strictly: bool) -> None:
    described = contents.about.get("optimizers")
    described = described if isinstance(described, dict) else {}
    variables = keys_of(found)
    for part in found:
        if not part.is_optimizer or not any(key.startswith(f"{part.group}/") for key in contents.entries):
            continue
        about = described.get(part.path)
        about = about if isinstance(about, dict) else {}
        if not strictly and not part.holder.built:
            continue  # as in Keras: state is loaded into an optimizer that has some
        default = list(model.trainable_variables) if part.path == MAIN_OPTIMIZER else []
        owners = optimizer_state.prepare(part.holder, about, variables, default)
        target = Target(part.group, optimizer_state.in_order(part.holder, owners), part.holder)
        fitting = Fitting(contents, [target], f"optimizer {part.holder.name!r}", within=f"{part.group}/")
        if strictly:
            fitting.check(skip_mismatch=False)
        elif fitting.problems():
            warnings.warn(
                f"load_weights: the state of optimizer {part.holder.name!r} is not loaded, it does not fit:\n  "
                + "\n  ".join(fitting.problems()),
                stacklevel=4,
            )
            continue
        fitting.assign()


def _overrides(layer: Any, method: str) -> bool:
    return not is_own_function(getattr(type(layer), method))
