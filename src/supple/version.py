"""The version of the TensorFlow interface that is offered: `tf.version`."""

from __future__ import annotations

from supple._core.names import unknown_name

VERSION = "2.21.0"
GIT_VERSION = "supple"
COMPILER_VERSION = "torch"

__all__ = ["COMPILER_VERSION", "GIT_VERSION", "VERSION"]
__getattr__ = unknown_name("tf.version", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
