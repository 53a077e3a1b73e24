"""Running sums of metrics: added to in place, on the device, without a graph.

Variables come in as they are, because their buffers are written.
"""

from __future__ import annotations

from typing import Any

import torch

from supple._core import conversion
from supple._core.host_scalar import HostScalar
from supple._core.tensor import Eager, Tensor, wrap
from supple._core.variable import Variable
from supple._ops.loss_inputs import paired
from supple._ops.loss_reduction import aligned


def _constant(value: Any) -> torch.Tensor:
    values: torch.Tensor = value._t if isinstance(value, Eager) else conversion.to_torch(value, None, "metric: values")
    return values.detach() if values.requires_grad else values


def add_sum(total: Variable, values: Any, weights: Any = None, mask: Any = None) -> None:
    """total += sum of values, each times its weight."""
    amounts = _constant(values)
    share = _joint(amounts, weights, mask)
    total.own().add_(amounts.sum() if share is None else (amounts * share).sum())


def add_mean(total: Variable, count: HostScalar, values: Any) -> None:
    """total += the sum over samples of each one's mean; count += the number of samples."""
    amounts = values._t
    if amounts.requires_grad:
        amounts = amounts.detach()
    if amounts.ndim == 0:
        total.own().add_(amounts)
        count.increase(1)
        return
    samples = amounts.shape[0]
    if amounts.ndim > 1 and samples:
        total.own().add_(amounts.sum(), alpha=samples / max(amounts.numel(), 1))
    else:
        total.own().add_(amounts.sum())
    count.increase(samples)


def add_share(total: Variable, count: HostScalar, value: Any, weight: float) -> None:
    """total += weight * value, a scalar; count += weight."""
    total.own().add_(_constant(value), alpha=weight)
    count.increase(weight)


def add_weighted(total: Variable, count: HostScalar, values: Any, weights: Any, mask: Any) -> None:
    """total and count grow by the sums over samples of the means of weighted values and of weights."""
    amounts = _constant(values)
    amounts = amounts if amounts.is_floating_point() else amounts.to(torch.float32)
    share = _joint(amounts, weights, mask)
    if share is None:
        add_mean(total, count, wrap(amounts))
        return
    per_sample = amounts.shape[0] / max(amounts.numel(), 1) if amounts.ndim else 1.0
    total.own().add_((amounts * share).sum() * per_sample)
    count.own().add_((share.expand_as(amounts) if amounts.ndim else share).sum().cpu() * per_sample)


def _joint(amounts: torch.Tensor, weights: Any, mask: Any) -> torch.Tensor | None:
    share = None if weights is None else aligned(_constant(weights).to(amounts.dtype), amounts, "sample_weight")
    if mask is None:
        return share
    kept = aligned(_constant(mask).to(amounts.dtype), amounts, "mask")
    return kept if share is None else share * kept


def ratio(total: Variable, count: HostScalar) -> Tensor:
    """total / count, 0 if there is nothing."""
    buffer = total.buffer
    if count.known:
        number = count.number
        return wrap(buffer / number if number else torch.zeros_like(buffer))
    parts = count.buffer.to(buffer.device, buffer.dtype)
    return wrap(torch.where(parts == 0, torch.zeros_like(buffer), buffer / parts))


def tensor(values: Any) -> Tensor:
    """`values` as a tensor."""
    return wrap(_constant(values))


def squared_errors(y_true: Any, y_pred: Any) -> Tensor:
    """(y_pred - y_true)^2, element by element."""
    labels, predictions = paired("root_mean_squared_error", _constant(y_true), _constant(y_pred))
    return wrap((predictions - labels).square())


def add_elements(total: Variable, count: Variable, values: Any, weights: Any) -> None:
    """total += values * weights and count += weights, element by element."""
    amounts = _constant(values).to(total.buffer.dtype)
    share = _joint(amounts, weights, None)
    total.own().add_(amounts if share is None else amounts * share)
    count.own().add_(1 if share is None else share)


def element_ratio(total: Variable, count: Variable) -> Tensor:
    """total / count, element by element; 0 where there is nothing."""
    parts = count.buffer
    return wrap(torch.where(parts == 0, torch.zeros_like(parts), total.buffer / parts))


def zero(variable: Variable) -> None:
    """Every element becomes 0."""
    if isinstance(variable, HostScalar):
        variable.number = 0
    else:
        variable.own().zero_()
