"""Whole models as `.keras` archives: config, weights and optimizer state in one zip file, as Keras 3 writes them."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

from supple.errors import NotSupportedError, SavingError
from supple.keras._layer import class_lookup, serialization
from supple.keras._saving import assets, atomic, json_text, paths, structure, weights
from supple.keras._saving.hdf5_reading import Contents
from supple.keras._saving.limits import within_size_of
from supple.keras._saving.walk import parts
from supple.keras._saving.zip_reading import CONFIG, METADATA, WEIGHTS, Archive

KERAS_VERSION: Final = "3.15.1"
"""The version of Keras whose layout is written."""

_BLOCK: Final = 2**22


def save(model: Any, filepath: Any, overwrite: bool = True, include_optimizer: bool = True) -> None:
    """Write `model` to a `.keras` file; what was there stays until the new file is whole."""
    path = paths.of_archive(filepath, "save")
    paths.check_target(path, overwrite, "save")
    if not hasattr(model, "layers"):
        raise SavingError(f"save: expected a model, got {model!r}")
    form = serialization.serialize_whole(model)
    if not include_optimizer:
        form.pop("compile_config", None)
    try:
        config = json.dumps(form)
    except (TypeError, ValueError, RecursionError) as error:
        raise SavingError(f"save: the config of model {model.name!r} is not JSON: {error}") from error
    with atomic.replacing(path) as temporary:
        _write(model, temporary, config, include_optimizer)


def _write(model: Any, path: Path, config: str, include_optimizer: bool) -> None:
    with tempfile.TemporaryFile(dir=path.parent) as inner, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        checksum = weights.write(model, inner, include_optimizer)
        now = dt.datetime.now().astimezone()
        metadata = {
            "keras_version": KERAS_VERSION,
            "date_saved": now.strftime("%Y-%m-%d@%H:%M:%S"),
            "supple": {"format": weights.FORMAT, "weights_sha256": checksum},
        }
        target.writestr(METADATA, json.dumps(metadata))
        target.writestr(CONFIG, config)
        inner.seek(0)
        with target.open(WEIGHTS, "w", force_zip64=True) as member:
            while block := inner.read(_BLOCK):
                member.write(block)
        assets.write(model, target)


def load(
    filepath: Any,
    custom_objects: dict[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,  # noqa: ARG001  a permission that is not used
) -> Any:
    """The model that a `.keras` file holds, with weights and, if compiled, the state of its optimizer.

    Classes are those that this program knows; code in the file is refused in any case, also with `safe_mode=False`.
    """
    path = paths.of_archive(filepath, "load_model")
    file, size = paths.open_for_reading(path, "load_model")
    with file:
        archive = Archive(file, size, str(path))
        metadata = json_text.parse(archive.text(METADATA), f"{path}: {METADATA}")
        form = json_text.parse(archive.text(CONFIG), f"{path}: {CONFIG}")
        archive.check_crc(WEIGHTS)  # before HDF5 sees it, which may not end on a damaged file
        source, inner_size = archive.seekable(WEIGHTS)
        contents = Contents(source, inner_size, f"{path}: {WEIGHTS}")
        try:
            _check(contents, metadata, str(path))
            with class_lookup.custom_objects_in_reach(custom_objects), serialization.one_file_read():
                model = _remade(form, contents, str(path))
                compiled = compile and _compile(model, form, str(path))
            weights.read_into(model, contents, strictly=compiled)
            assets.read(model, archive)
        finally:
            contents.close()
    return model


def _check(contents: Contents, metadata: Any, name: str) -> None:
    if not isinstance(metadata, dict):
        raise SavingError(f"{name}: {METADATA}: expected an object, got {type(metadata).__name__}")
    own = metadata.get("supple")
    wanted = own.get("weights_sha256") if isinstance(own, dict) else None
    if wanted is not None and wanted != contents.checksum:
        raise SavingError(
            f"{name}: {WEIGHTS} is not the one that was saved with {METADATA}: "
            f"SHA-256 {str(contents.checksum)[:16]} instead of {wanted!r:.20}"
        )
    contents.verify()


def _remade(form: Any, contents: Contents, name: str) -> Any:
    """The model from its config, built for what the file holds."""
    if not isinstance(form, dict) or not isinstance(form.get("class_name"), str) or "config" not in form:
        raise SavingError(f"{name}: {CONFIG}: expected the config of a model, got {str(form)[:80]!r}")
    with within_size_of(contents, name):
        try:
            model = serialization.instantiate(form)
            if not hasattr(model, "layers"):
                raise SavingError(f"{name}: {CONFIG} describes {model!r:.200}, which is no model")
            structure.restore(model, contents.about.get("layers"))
            build_config = form.get("build_config")
            if build_config and not (model.built and weights.covers(model, contents)):
                model.built = False
                model.build_from_config(serialization.deserialize_nested(build_config))
            structure.freeze(weights.keys_of(parts(model)), contents.about.get("frozen"))
        except (SavingError, NotSupportedError):
            raise
        except Exception as error:
            raise SavingError(
                f"{name}: making {form['class_name']} from its config failed: {type(error).__name__}: {error}"
            ) from error
    return model


def _compile(model: Any, form: dict[str, Any], name: str) -> bool:
    config = form.get("compile_config")
    if not config:
        return False
    try:
        model.compile_from_config(config)
    except Exception as error:
        raise SavingError(
            f"{name}: compiling {form['class_name']} failed: {type(error).__name__}: {error}; "
            "load_model(.., compile=False) loads it without optimizer and loss"
        ) from error
    return bool(getattr(model, "compiled", False))
