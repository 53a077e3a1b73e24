"""Every exception class of supple, as a tree.

Exception
├── OpError                          an operation failed; TensorFlow's classes, none of them a ValueError
│   ├── InvalidArgumentError         a shape, dtype or value that the operation cannot take
│   ├── NotFoundError                a file or a key that is not there
│   ├── AlreadyExistsError           a file or a key that must not be there
│   ├── OutOfRangeError              the end of a sequence
│   ├── FailedPreconditionError      the state does not allow the operation
│   ├── PermissionDeniedError        the operating system said no
│   ├── ResourceExhaustedError       memory or disk is full
│   ├── DataLossError                a file is truncated or corrupt
│   ├── CancelledError, DeadlineExceededError, AbortedError, UnavailableError, UnauthenticatedError
│   └── UnimplementedError, InternalError, UnknownError
├── ValueError
│   ├── ArgumentError                an argument has a value that is not allowed
│   │   └── KeywordError             a keyword that is not known; a TypeError, too
│   ├── ShapeError                   a layer, loss or metric got a shape that it cannot take
│   └── SavingError                  a file cannot be written or read, or does not fit the model
├── TypeError
│   └── DtypeError                   a value of a type or dtype that is not allowed
├── AttributeError
│   └── UnknownNameError             a public name that supple does not have
└── NotImplementedError
    └── NotSupportedError            known in Keras or TensorFlow, not done here; says what to use instead
"""

from __future__ import annotations


class OpError(Exception):
    """An operation failed; takes `(message)` or TensorFlow's `(node_def, op, message)`."""

    error_code = 2

    def __init__(self, *args: object) -> None:
        self.message = str(args[2] if len(args) > 2 else args[0] if args else "")
        self.node_def = args[0] if len(args) > 2 else None
        self.op = args[1] if len(args) > 2 else None
        super().__init__(self.message)


class CancelledError(OpError):
    """The operation was cancelled."""

    error_code = 1


class UnknownError(OpError):
    """The operation failed for an unknown reason."""

    error_code = 2


class InvalidArgumentError(OpError):
    """A shape, dtype or value that the operation cannot take."""

    error_code = 3


class DeadlineExceededError(OpError):
    """The operation took too long."""

    error_code = 4


class NotFoundError(OpError):
    """A file or a key that is not there."""

    error_code = 5


class AlreadyExistsError(OpError):
    """A file or a key that must not be there."""

    error_code = 6


class PermissionDeniedError(OpError):
    """The operating system refused access."""

    error_code = 7


class ResourceExhaustedError(OpError):
    """Memory or disk is full."""

    error_code = 8


class FailedPreconditionError(OpError):
    """The state does not allow the operation."""

    error_code = 9


class AbortedError(OpError):
    """The operation was aborted."""

    error_code = 10


class OutOfRangeError(OpError):
    """The end of a sequence."""

    error_code = 11


class UnimplementedError(OpError):
    """The operation has no implementation for these arguments."""

    error_code = 12


class InternalError(OpError):
    """An invariant of supple is broken."""

    error_code = 13


class UnavailableError(OpError):
    """A service cannot be reached."""

    error_code = 14


class DataLossError(OpError):
    """A file is truncated or corrupt."""

    error_code = 15


class UnauthenticatedError(OpError):
    """Credentials are missing or wrong."""

    error_code = 16


class ArgumentError(ValueError):
    """An argument has a value that is not allowed."""


class KeywordError(ArgumentError, TypeError):
    """A keyword that is not known: Keras raises ValueError in constructors and TypeError in methods, this is both."""


class ShapeError(ValueError):
    """A layer, loss or metric got a shape that it cannot take."""


class SavingError(ValueError):
    """A file cannot be written or read, or does not fit the model."""


class DtypeError(TypeError):
    """A value of a type or dtype that is not allowed."""


class UnknownNameError(AttributeError):
    """A public name that supple does not have."""


class NotSupportedError(NotImplementedError):
    """Known in Keras or TensorFlow and not done here; the text says what to use instead."""
