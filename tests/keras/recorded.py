"""Values recorded from Keras 3.15 by tools/record_training.py, and tensors made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

import supple as tf


def load(name: str) -> Any:
    """The content of one file of recorded values, such as 'losses/recorded'."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))


def tensor(value: Any) -> Any:
    """`value` as Keras was given it: float32 or integers; None stays None."""
    if value is None:
        return None
    array = np.array(value)
    return tf.constant(array.astype("float32") if array.dtype.kind == "f" else array)


def masked(value: Any, mask: Any) -> Any:
    """A tensor that carries a mask."""
    found = tensor(value)
    if mask is not None:
        found._keras_mask = tf.constant(mask)
    return found


def assert_close(found: Any, expected: Any, rtol: float = 2e-5, atol: float = 1e-6) -> None:
    """Same shape, and the same values to float32's precision."""
    found, expected = np.asarray(found), np.asarray(expected)
    assert found.shape == expected.shape, (found.shape, expected.shape)
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol)
