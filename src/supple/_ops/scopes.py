"""Contexts of TensorFlow's programs: names, devices, order of execution."""

from __future__ import annotations

import re
from contextvars import ContextVar, Token
from typing import Any, Final

import torch

from supple._core import recording
from supple.errors import ArgumentError, NotSupportedError

_NAMES: Final[ContextVar[tuple[str, ...]]] = ContextVar("name scope", default=())
_DEVICE: Final = re.compile(
    r"(/job:\w+)?(/replica:\d+)?(/task:\d+)?/?(device:)?(?P<kind>CPU|GPU|TPU|XLA_CPU)?(:(?P<index>\d+|\*))?",
    re.IGNORECASE,
)


class name_scope:
    """Context in which names start with `name`; returns the whole name of the scope with a slash."""

    __slots__ = ("_token", "name")

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise ArgumentError(f"name_scope: name: expected a string, got {name!r}")
        self.name = name

    def __enter__(self) -> str:
        self._token: Token[tuple[str, ...]] = _NAMES.set((*_NAMES.get(), self.name.strip("/")))
        return "/".join(_NAMES.get()) + "/"

    def __exit__(self, *_: object) -> None:
        _NAMES.reset(self._token)


def current_name_scope() -> str:
    """The names of the open scopes, joined by slashes."""
    return "/".join(_NAMES.get())


class device:
    """Context in which tensors are made on a device; there is the CPU."""

    __slots__ = ("name",)

    def __init__(self, device_name: Any) -> None:
        text = "" if device_name is None else str(getattr(device_name, "name", device_name))
        found = _DEVICE.fullmatch(text.removeprefix("/physical_device:"))
        if found is None:
            raise ArgumentError(f"device: expected a name such as '/CPU:0' or '/device:GPU:0', got {device_name!r}")
        # As with TensorFlow's soft placement, a device that is not there means the CPU.
        if (found["kind"] or "CPU").upper() == "GPU" and torch.cuda.is_available():
            raise NotSupportedError(f"device: tensors are made on the CPU so far, got {device_name!r}")
        self.name = text

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


class control_dependencies:
    """Context that changes nothing: Python runs in the order in which it is written."""

    __slots__ = ("inputs",)

    def __init__(self, control_inputs: Any) -> None:
        self.inputs = control_inputs

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


class init_scope(recording.paused):
    """Context in which nothing is recorded."""

    __slots__ = ()
