"""The parts of a training batch: inputs, targets, sample weights."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.tensor import Eager, Tensor, wrap
from supple.errors import ArgumentError


def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """Inputs, targets and weights of what `train_step` gets; what is missing is None."""
    if isinstance(data, (tuple, list)):
        if len(data) == 2:
            return data[0], data[1], None
        if len(data) == 1:
            return data[0], None, None
        if len(data) == 3:
            return data[0], data[1], data[2]
        raise ArgumentError(
            f"a batch: expected x, (x,), (x, y) or (x, y, sample_weight), got a tuple of {len(data)}; "
            "put several inputs into one tuple or dict: ((a, b), y)"
        )
    return data, None, None


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """The batch that holds these parts: `x` itself, `(x,)` if it is a tuple or list, `(x, y)` or `(x, y, weight)`."""
    if sample_weight is not None:
        return x, y, sample_weight
    if y is not None:
        return x, y
    return (x,) if isinstance(x, (tuple, list)) else x


class ClassWeights:
    """Sample weights from the classes of targets: `{class: weight}`, 1 for every class that is not named."""

    def __init__(self, class_weight: Any) -> None:
        if not isinstance(class_weight, dict) or not class_weight:
            raise ArgumentError(f"class_weight: expected a dict of class -> weight, got {class_weight!r}")
        for label, weight in class_weight.items():
            number = (not isinstance(weight, bool) and isinstance(weight, (int, float))) or hasattr(weight, "__float__")
            if not hasattr(label, "__index__") or int(label) < 0 or not number:
                raise ArgumentError(
                    f"class_weight: expected class numbers from 0 on and weights that are numbers, got {label!r}: {weight!r}"
                )
        self.table = torch.ones(max(int(label) for label in class_weight) + 1)
        for label, weight in class_weight.items():
            self.table[int(label)] = float(weight)

    def of(self, targets: torch.Tensor) -> torch.Tensor:
        """One weight a row: (N,) or (N, 1) class numbers, or (N, C) scores whose highest counts -> (N,)."""
        if targets.ndim > 2:
            raise ArgumentError(
                f"class_weight: expected targets of 1 or 2 axes, got shape {tuple(targets.shape)}; give sample_weight instead"
            )
        if targets.ndim == 2:
            targets = targets.argmax(1) if targets.shape[1] > 1 else targets[:, 0]
        classes = targets.round().long() if targets.is_floating_point() else targets.long()
        inside = (classes >= 0) & (classes < len(self.table))
        return torch.where(inside, self.table[classes.clamp(0, len(self.table) - 1)], 1.0)

    def weigh(self, data: Any) -> Any:
        """The batch with the weights of its targets."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        return x, y, self.weights(y, sample_weight)

    def weights(self, y: Any, sample_weight: Any) -> Tensor:
        """The weights of targets `y`; ArgumentError if they are not one tensor or there are weights already."""
        if sample_weight is not None:
            raise ArgumentError("class_weight: cannot be given together with sample_weight; multiply them yourself")
        if not isinstance(y, Eager | torch.Tensor):
            kind = "no targets" if y is None else f"{type(y).__name__} of targets"
            raise ArgumentError(f"class_weight: expected a model with one tensor of targets, got {kind}")
        return wrap(self.of(y._t if isinstance(y, Eager) else y))
