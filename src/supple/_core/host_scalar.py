"""A scalar variable whose number is known to Python: the step and the learning rate of an optimizer.

Reading a number out of a tensor and adding to it there costs more than the update of a small model. So the number is
kept beside the buffer; the buffer is made anew when somebody looks at it, and the number when somebody wrote to it.
"""

from __future__ import annotations

from typing import Any

import torch

from supple._core.dtype import to_torch
from supple._core.variable import Variable


class HostScalar(Variable):
    """A scalar variable on the CPU with a number that Python reads and sets without touching the buffer."""

    __slots__ = ("_ahead", "_held", "_number", "path")
    _held: torch.Tensor
    _number: Any  # None while only the buffer knows it
    _ahead: bool  # the number is newer than the buffer

    def __init__(self, number: float, dtype: str, name: str, path: str) -> None:
        self._ahead = False
        super().__init__(torch.tensor(number, dtype=to_torch(dtype)), trainable=False, name=name)
        self.path = path
        self._number = self.buffer.item()

    def _bind(self, buffer: torch.Tensor) -> None:
        super()._bind(buffer)
        self._number = None

    @property
    def buffer(self) -> torch.Tensor:
        """The values; a fresh buffer if the number has changed, so that what was read before stays as it was."""
        if self._ahead:
            self._ahead = False
            super()._bind(torch.tensor(self._number, dtype=self._held.dtype))
        return self._held

    @buffer.setter
    def buffer(self, values: torch.Tensor) -> None:
        self._held = values

    def own(self) -> torch.Tensor:
        """The buffer, safe to be written in place."""
        _ = self.buffer
        buffer = super().own()
        self._number = None
        return buffer

    @property
    def number(self) -> Any:
        """The value as a Python number."""
        if self._number is None:
            self._number = self.buffer.item()
        return self._number

    @number.setter
    def number(self, number: float) -> None:
        self._number = number
        self._ahead = True

    @property
    def known(self) -> bool:
        """True if Python knows the number without reading the buffer."""
        return self._number is not None

    def increase(self, number: float) -> None:
        """Add `number`; without looking at the buffer if the number is known."""
        if self._number is None:
            self.own().add_(number)
        else:
            self._number += number
            self._ahead = True

    @property
    def name(self) -> str:
        """The name, the last part of the path."""
        return str(self._name)
