"""Unknown public names: the error says what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn

from supple.errors import UnknownNameError


def unknown_name(module: str, known: Callable[[], Iterable[str]], notes: dict[str, str] | None = None) -> Any:
    """A module's `__getattr__`: raises UnknownNameError with the nearest names of `known()`."""

    def missing(name: str) -> NoReturn:
        shown = f"{module}.{name}"
        if name.startswith("__"):
            raise AttributeError(shown)
        note = (notes or {}).get(name)
        if note is None:
            close = difflib.get_close_matches(name, [k for k in known() if not k.startswith("_")], n=3, cutoff=0.6)
            note = f"did you mean {' or '.join(f'{module}.{c}' for c in close)}?" if close else "supple lacks it so far"
        raise UnknownNameError(f"{shown}: no such name; {note}", name=name)

    return missing


TORCH_HABITS: Final = {
    "view": "tf.reshape(x, shape)",
    "reshape": "tf.reshape(x, shape)",
    "sum": "tf.reduce_sum(x)",
    "mean": "tf.reduce_mean(x)",
    "max": "tf.reduce_max(x)",
    "min": "tf.reduce_min(x)",
    "T": "tf.transpose(x)",
    "astype": "tf.cast(x, dtype)",
    "detach": "tf.stop_gradient(x)",
    "ravel": "tf.reshape(x, [-1])",
    "transpose": "tf.transpose(x)",
    "clip": "tf.clip_by_value(x, low, high)",
    "data": "x.numpy()",
}
"""What to write in TensorFlow for a method that torch and NumPy have."""
