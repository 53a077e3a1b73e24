"""Updates of whole lists of tensors at once: the steps of optimizers, in place.

This is the one file that touches torch's list-wise and fused functions. Everywhere `values` are changed by `grads`
with the help of lists of slots, all in the same order; `rate` is the learning rate, `step` counts from 1.
"""

from __future__ import annotations

import math
from operator import attrgetter
from typing import Any, Final

import torch

from supple.errors import InvalidArgumentError

Arrays = list[torch.Tensor]

_shape: Final = attrgetter("shape")
_dtype: Final = attrgetter("dtype")
_is_contiguous: Final = torch.Tensor.is_contiguous
_scalar: Final = torch.scalar_tensor
_fused_sgd: Final = torch._fused_sgd_
_fused_adam: Final = torch._fused_adam_
_mul: Final = torch._foreach_mul_
_add: Final = torch._foreach_add_
_lerp: Final = torch._foreach_lerp_
_addcmul: Final = torch._foreach_addcmul_
_addcdiv: Final = torch._foreach_addcdiv_


def shapes_of(values: Arrays) -> list[torch.Size]:
    """The shapes, to be given to `checked`."""
    return list(map(_shape, values))


def dtypes_of(values: Arrays) -> list[torch.dtype]:
    """The dtypes, to be given to `checked`."""
    return list(map(_dtype, values))


def checked(grads: Arrays, shapes: list[torch.Size], dtypes: list[torch.dtype], names: list[str]) -> Arrays:
    """The gradients as the fused functions need them, which check neither shapes nor strides themselves."""
    if list(map(_shape, grads)) != shapes:
        for grad, shape, name in zip(grads, shapes, names, strict=True):
            if grad.shape != shape:
                raise InvalidArgumentError(
                    f"apply_gradients: the gradient of variable {name!r} has shape {tuple(grad.shape)}, "
                    f"the variable has shape {tuple(shape)}"
                )
    if list(map(_dtype, grads)) != dtypes:
        grads = [grad.to(dtype) for grad, dtype in zip(grads, dtypes, strict=True)]
    if not all(map(_is_contiguous, grads)):
        grads = [grad.contiguous() for grad in grads]
    return grads


def like(values: torch.Tensor, start: float) -> torch.Tensor:
    """A tensor of the same shape and dtype that is `start` everywhere."""
    return torch.full_like(values, start, memory_format=torch.contiguous_format)


def scalar(number: float) -> torch.Tensor:
    """A float32 scalar."""
    return torch.tensor(number, dtype=torch.float32)


# -- before and after the update


def scale(arrays: Arrays, factor: float) -> None:
    """arrays *= factor."""
    _mul(arrays, factor)


def scaled(arrays: Arrays, factor: float) -> Arrays:
    """arrays * factor, in new tensors."""
    return list(torch._foreach_mul(arrays, factor))


def accumulate(totals: Arrays, grads: Arrays) -> None:
    """totals += grads."""
    _add(totals, grads)


def fill(arrays: Arrays, value: float) -> None:
    """Every element becomes `value`."""
    for each in arrays:
        each.fill_(value)


def copy(targets: Arrays, sources: Arrays) -> None:
    """targets = sources, values copied."""
    torch._foreach_copy_(targets, sources)


def average(averages: Arrays, values: Arrays, momentum: float) -> None:
    """averages = momentum * averages + (1 - momentum) * values."""
    _lerp(averages, values, 1 - momentum)


def clip_each(grads: Arrays, limit: float) -> Arrays:
    """Each gradient scaled to a norm of at most `limit`."""
    norms = torch._foreach_norm(grads)
    return [grad * (limit / norm.clamp_min(limit)) for grad, norm in zip(grads, norms, strict=True)]


def clip_values(grads: Arrays, limit: float) -> Arrays:
    """Each element between -limit and limit."""
    return list(torch._foreach_clamp_max(torch._foreach_clamp_min(grads, -limit), limit))


def clip_together(grads: Arrays, limit: float) -> Arrays:
    """All gradients scaled so that their common norm is at most `limit`; NaN if it is not finite, as in Keras."""
    norm = torch.linalg.vector_norm(torch.stack([n.float() for n in torch._foreach_norm(grads)]))
    factor = limit / torch.maximum(norm, norm.new_tensor(limit))
    factor = torch.where(torch.isfinite(norm), factor, factor.new_tensor(math.nan))
    return [grad * factor.to(grad.dtype) for grad in grads]


def all_finite(grads: Arrays) -> bool:
    """True if no gradient holds an infinite number or NaN."""
    return all(bool(torch.isfinite(grad).all()) for grad in grads)


# -- rows of large tables


def merged(indices: torch.Tensor, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Each index once, with the sum of its rows."""
    unique, places = torch.unique(indices.long().reshape(-1), return_inverse=True)
    rows = rows.reshape(places.shape[0], *rows.shape[indices.ndim :])
    return unique, rows.new_zeros((unique.shape[0], *rows.shape[1:])).index_add_(0, places, rows)


def rows_at(values: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
    """A copy of the rows at `indices`."""
    return values.index_select(0, indices)


def put_rows(values: torch.Tensor, indices: torch.Tensor, rows: torch.Tensor) -> None:
    """values[indices] = rows."""
    values.index_copy_(0, indices, rows)


def dense(shape: torch.Size, indices: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
    """The whole of `shape` that has `rows` at `indices` and 0 elsewhere."""
    return rows.new_zeros(shape).index_add_(0, indices, rows)


# -- steps


def sgd(values: Arrays, grads: Arrays, rate: float) -> None:
    """values -= rate * grads."""
    _fused_sgd(
        *(values, grads, []),
        lr=rate,
        momentum=0.0,
        weight_decay=0.0,
        dampening=0.0,
        nesterov=False,
        maximize=False,
        is_first_step=False,
    )


def momentum(values: Arrays, grads: Arrays, speeds: Arrays, rate: float, inertia: float) -> None:
    """speeds = inertia * speeds - rate * grads; values += speeds."""
    # torch computes inertia * speeds + (1 - dampening) * grads and subtracts lr * speeds.
    _fused_sgd(
        *(values, grads, speeds),
        lr=-1.0,
        momentum=inertia,
        weight_decay=0.0,
        dampening=1.0 + rate,
        nesterov=False,
        maximize=False,
        is_first_step=False,
    )


def nesterov(values: Arrays, grads: Arrays, speeds: Arrays, rate: float, inertia: float) -> None:
    """speeds = inertia * speeds - rate * grads; values += inertia * speeds - rate * grads."""
    _mul(speeds, inertia)
    _add(speeds, grads, alpha=-rate)
    _add(values, speeds, alpha=inertia)
    _add(values, grads, alpha=-rate)


def adam(
    values: Arrays,
    grads: Arrays,
    means: Arrays,
    squares: Arrays,
    highest: Arrays,
    step: int,
    rate: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
) -> None:
    """values -= rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) * means / (sqrt(squares) + epsilon), after their update."""
    # torch divides by sqrt(squares / (1 - beta_2^t)) + its epsilon.
    _fused_adam(
        *(values, grads, means, squares, highest),
        [_scalar(step, device=values[0].device)] * len(values),
        lr=rate,
        beta1=beta_1,
        beta2=beta_2,
        weight_decay=0.0,
        eps=epsilon / math.sqrt(1.0 - beta_2**step),
        amsgrad=bool(highest),
        maximize=False,
    )


def _moments(grads: Arrays, means: Arrays, squares: Arrays, beta_1: float, beta_2: float) -> None:
    _lerp(means, grads, 1 - beta_1)
    _mul(squares, beta_2)
    _addcmul(squares, grads, grads, 1 - beta_2)


def _roots(arrays: Arrays, epsilon: float) -> Any:
    roots = torch._foreach_sqrt(arrays)
    _add(roots, epsilon)
    return roots


def adamax(
    values: Arrays,
    grads: Arrays,
    means: Arrays,
    norms: Arrays,
    rate: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
) -> None:
    """norms = max(beta_2 * norms, |grads|); values -= rate * means / (norms + epsilon)."""
    _lerp(means, grads, 1 - beta_1)
    _mul(norms, beta_2)
    torch._foreach_maximum_(norms, torch._foreach_abs(grads))
    _addcdiv(values, means, torch._foreach_add(norms, epsilon), -rate)


def nadam(
    values: Arrays,
    grads: Arrays,
    means: Arrays,
    squares: Arrays,
    betas: tuple[float, float, float],
    mean_rate: float,
    grad_rate: float,
    unbias: float,
) -> None:
    """values -= (mean_rate * means + grad_rate * grads) / (sqrt(squares / unbias) + epsilon)."""
    beta_1, beta_2, epsilon = betas
    _moments(grads, means, squares, beta_1, beta_2)
    change = torch._foreach_mul(means, mean_rate)
    _add(change, grads, alpha=grad_rate)
    _addcdiv(values, change, _roots(list(torch._foreach_div(squares, unbias)), epsilon), -1.0)


def lamb(
    values: Arrays,
    grads: Arrays,
    means: Arrays,
    squares: Arrays,
    step: int,
    rate: float,
    betas: tuple[float, float, float],
) -> None:
    """Adam's change, scaled for each tensor by norm(value) / norm(change)."""
    beta_1, beta_2, epsilon = betas
    _moments(grads, means, squares, beta_1, beta_2)
    changes = torch._foreach_div(means, 1 - beta_1**step)
    torch._foreach_div_(changes, _roots(list(torch._foreach_div(squares, 1 - beta_2**step)), epsilon))
    sizes, lengths = torch._foreach_norm(values), torch._foreach_norm(changes)
    for value, change, size, length in zip(values, changes, sizes, lengths, strict=True):
        trust = torch.where((size > 0) & (length > 0), size / length, torch.ones_like(size))
        value.sub_(change * (trust * rate))


def rmsprop(
    values: Arrays, grads: Arrays, squares: Arrays, means: Arrays, speeds: Arrays, rate: float,
    settings: tuple[float, float, float],
) -> None:  # fmt: skip
    """values -= rate * grads / sqrt(squares - means^2 + epsilon), with inertia if there are `speeds`."""
    rho, inertia, epsilon = settings
    _mul(squares, rho)
    _addcmul(squares, grads, grads, 1 - rho)
    if means:
        _lerp(means, grads, 1 - rho)
        spread = torch._foreach_addcmul(squares, means, means, -1.0)
        _add(spread, epsilon)
    else:
        spread = torch._foreach_add(squares, epsilon)
    torch._foreach_sqrt_(spread)
    if not speeds:
        _addcdiv(values, grads, spread, -rate)
        return
    _mul(speeds, inertia)
    _addcdiv(speeds, grads, spread, rate)
    _add(values, speeds, alpha=-1.0)


def adagrad(values: Arrays, grads: Arrays, totals: Arrays, rate: float, epsilon: float) -> None:
    """totals += grads^2; values -= rate * grads / sqrt(totals + epsilon)."""
    _addcmul(totals, grads, grads, 1.0)
    roots = torch._foreach_add(totals, epsilon)
    torch._foreach_sqrt_(roots)
    _addcdiv(values, grads, roots, -rate)


def adadelta(
    values: Arrays, grads: Arrays, squares: Arrays, changes: Arrays, rate: float, rho: float, epsilon: float
) -> None:
    """values -= rate * grads * rms(changes) / rms(squares), both running means."""
    _mul(squares, rho)
    _addcmul(squares, grads, grads, 1 - rho)
    step = torch._foreach_add(changes, epsilon)
    torch._foreach_div_(step, torch._foreach_add(squares, epsilon))
    torch._foreach_sqrt_(step)
    torch._foreach_mul_(step, grads)
    _mul(changes, rho)
    _addcmul(changes, step, step, 1 - rho)
    _add(values, step, alpha=-rate)


def ftrl(
    values: Arrays, grads: Arrays, totals: Arrays, linears: Arrays, rate: float,
    power: float, l1: float, l2: float, shrinkage: float,
) -> None:  # fmt: skip
    """Follow the regularized leader (McMahan et al., 2013); `l2` holds the share of beta, too."""
    for value, grad, total, linear in zip(values, grads, totals, linears, strict=True):
        new_total = total + grad.square()
        new_power = new_total.pow(-power)
        linear.add_(grad + 2 * shrinkage * value if shrinkage else grad)
        linear.sub_((new_power - total.pow(-power)) / rate * value)
        value.copy_((linear.clamp(-l1, l1) - linear) / (new_power / rate + 2 * l2))
        total.copy_(new_total)


def lion(values: Arrays, grads: Arrays, means: Arrays, rate: float, beta_1: float, beta_2: float) -> None:
    """values -= rate * sign(beta_1 * means + (1 - beta_1) * grads)."""
    direction = torch._foreach_lerp(means, grads, 1 - beta_1)
    torch._foreach_sign_(direction)
    _add(values, direction, alpha=-rate)
    _lerp(means, grads, 1 - beta_2)
