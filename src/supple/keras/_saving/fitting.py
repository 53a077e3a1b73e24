"""Comparing the arrays of a file with the variables of a model, and assigning them when all fit."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from supple._core.variable import Variable
from supple.errors import SavingError
from supple.keras._saving.hdf5_reading import Contents

_RANKS = {"b": 0, "u": 1, "i": 1, "f": 2, "V": 2}


@dataclass(frozen=True)
class Target:
    """The variables of one layer or optimizer and the group that holds their values."""

    group: str
    variables: list[Variable]
    holder: Any
    loader: Callable[[Any], Any] | None = None
    """The method of the user's that reads the group, if the layer has one."""


class Fitting:
    """What of a file fits, what is missing, unexpected or of another shape."""

    def __init__(self, contents: Contents, targets: list[Target], whose: str, within: str = "") -> None:
        self._contents = contents
        self._whose = whose
        self._targets = targets
        self.fitting: dict[str, Variable] = {}
        self.missing: list[str] = []
        self.misfits: list[str] = []
        self.unexpected: list[str] = []
        known: set[str] = set()
        by_themselves = []
        for target in targets:
            if target.loader is not None:
                by_themselves.append(f"{target.group}/")
                continue
            for place, variable in enumerate(target.variables):
                key = f"{target.group}/{place}"
                known.add(key)
                self._compare(key, variable)
        for key in contents.entries:
            if key not in known and key.startswith(within) and (within or not self._is_optimizer(key)):
                if not any(key.startswith(group) for group in by_themselves):
                    self.unexpected.append(f"{key} {contents.entries[key].shape}")
        self._unbuilt = [t.holder.name for t in targets if not t.holder.built and self._has_unexpected(t.group)]

    def _compare(self, key: str, variable: Variable) -> None:
        shown = f"{getattr(variable, 'path', variable.name)} {tuple(variable.shape)}"
        entry = self._contents.entries.get(key)
        if entry is None:
            self.missing.append(f"{key}: {shown}")
        elif entry.shape != tuple(variable.shape):
            self.misfits.append(f"{key}: {shown}, the file holds {entry.shape}")
        elif _RANKS[entry.dtype.kind] > _RANKS[np.dtype(variable.dtype.as_numpy_dtype).kind]:
            self.misfits.append(f"{key}: {shown} of {variable.dtype.name}, the file holds {entry.dtype}")
        else:
            self.fitting[key] = variable

    def _has_unexpected(self, group: str) -> bool:
        return any(key.startswith(f"{group}/") for key in self.unexpected)

    def _is_optimizer(self, key: str) -> bool:
        """True for the state of an optimizer: of the one that `compile` sets, of those that this package marks, and
        of others that begin, as Keras' do, with the step."""
        group = key.rpartition("/")[0]
        marked = self._contents.about.get("optimizers")
        if group == "optimizer/vars" or (isinstance(marked, dict) and group.removesuffix("/vars") in marked):
            return True
        first = self._contents.entries.get(f"{group}/0")
        return not self._contents.about and first is not None and first.shape == () and first.dtype.kind == "i"

    def problems(self) -> list[str]:
        """A title and the entries below it, for each kind of mismatch."""
        kinds = (
            ("missing in the file", self.missing),
            ("unexpected in the file", self.unexpected),
            ("of another shape or kind", self.misfits),
        )
        return ["\n    ".join([f"{title} ({len(found)}):", *found]) for title, found in kinds if found]

    def check(self, skip_mismatch: bool) -> None:
        """Raise SavingError if anything does not fit; with `skip_mismatch` warn of it."""
        problems = self.problems()
        if not problems:
            return
        name = self._contents.name
        if skip_mismatch:
            warnings.warn(f"{name} and {self._whose} differ; skipped:\n  " + "\n  ".join(problems), stacklevel=4)
            return
        raise SavingError(
            f"{name} does not fit {self._whose}:\n  "
            + "\n  ".join(problems)
            + (
                f"\nNot built yet: {', '.join(self._unbuilt)}; call the model once before loading."
                if self._unbuilt
                else ""
            )
            + "\nNothing was changed; load_weights(.., skip_mismatch=True) takes what fits."
        )

    def assign(self) -> None:
        """Give the variables their values; layers with a method of their own come first and are undone if one fails."""
        own = [target for target in self._targets if target.loader is not None]
        before = [(variable, variable.numpy()) for target in own for variable in target.variables]
        for target in own:
            try:
                target.loader(self._store(target.group))  # type: ignore[misc]  # those without are left out above
            except Exception as error:
                for variable, values in before:
                    variable.assign(values)
                raise SavingError(
                    f"{self._contents.name}: load_own_variables of layer {target.holder.name!r} failed: "
                    f"{type(error).__name__}: {error}"
                ) from error
        for key, variable in self.fitting.items():
            array = self._contents.read(key)
            variable.assign(array.astype(variable.dtype.as_numpy_dtype, copy=False))

    def _store(self, group: str) -> dict[str, Any]:
        prefix = f"{group}/"
        keys = [key for key in self._contents.entries if key.startswith(prefix) and "/" not in key[len(prefix) :]]
        return {key[len(prefix) :]: np.asarray(self._contents.read(key)) for key in keys}
