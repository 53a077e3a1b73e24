"""Numbers of threads: `tf.config.threading`."""

from __future__ import annotations

from supple._core.names import unknown_name
from supple._ops import system


def get_intra_op_parallelism_threads() -> int:
    """The number of threads of one op."""
    return system.intra_op_threads()


def set_intra_op_parallelism_threads(num_threads: int) -> None:
    """Set the number of threads of one op; 0 keeps the system's choice."""
    system.set_intra_op_threads(num_threads)


def get_inter_op_parallelism_threads() -> int:
    """The number of ops that may run at once."""
    return system.inter_op_threads()


def set_inter_op_parallelism_threads(num_threads: int) -> None:
    """Set the number of ops that may run at once; 0 keeps the system's choice."""
    system.set_inter_op_threads(num_threads)


__all__ = [
    "get_inter_op_parallelism_threads",
    "get_intra_op_parallelism_threads",
    "set_inter_op_parallelism_threads",
    "set_intra_op_parallelism_threads",
]
__getattr__ = unknown_name("tf.config.threading", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
