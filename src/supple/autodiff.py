"""Automatic differentiation: `tf.autodiff`."""

from __future__ import annotations

from supple._autodiff.forward import ForwardAccumulator
from supple._autodiff.tape import GradientTape
from supple._core.names import unknown_name

__all__ = ["ForwardAccumulator", "GradientTape"]
__getattr__ = unknown_name("tf.autodiff", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
