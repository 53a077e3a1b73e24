"""Functions with TensorFlow's gradients at singular points: where nothing flows in, nothing flows out.

torch multiplies 0 by the infinite slope of a root at 0 and gives NaN, which spoils a whole model as soon as a masked
distance is 0.
"""

from __future__ import annotations

from typing import Any

import torch

from supple._core.lift import Array


class _Singular(torch.autograd.Function):
    """The base: a function whose slope is known from its result."""

    generate_vmap_rule = True

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:  # noqa: ARG004 - torch's signature
        ctx.save_for_backward(output)
        ctx.save_for_forward(output)


class _Sqrt(_Singular):
    @staticmethod
    def forward(x: Array) -> Array:
        return torch.sqrt(x)

    @staticmethod
    def backward(ctx: Any, gradient: Array) -> Array:
        return _sqrt_slope(gradient, *ctx.saved_tensors)

    @staticmethod
    def jvp(ctx: Any, tangent: Array) -> Array:
        return _sqrt_slope(tangent, *ctx.saved_tensors)


class _Rsqrt(_Singular):
    @staticmethod
    def forward(x: Array) -> Array:
        return torch.rsqrt(x)

    @staticmethod
    def backward(ctx: Any, gradient: Array) -> Array:
        return _rsqrt_slope(gradient, *ctx.saved_tensors)

    @staticmethod
    def jvp(ctx: Any, tangent: Array) -> Array:
        return _rsqrt_slope(tangent, *ctx.saved_tensors)


class _Reciprocal(_Singular):
    @staticmethod
    def forward(x: Array) -> Array:
        return torch.reciprocal(x)

    @staticmethod
    def backward(ctx: Any, gradient: Array) -> Array:
        return _reciprocal_slope(gradient, *ctx.saved_tensors)

    @staticmethod
    def jvp(ctx: Any, tangent: Array) -> Array:
        return _reciprocal_slope(tangent, *ctx.saved_tensors)


def _sqrt_slope(flow: Array, y: Array) -> Array:
    still = flow == 0
    return torch.where(still, 0, flow / torch.where(still, 1, 2 * y).conj())


def _rsqrt_slope(flow: Array, y: Array) -> Array:
    still = flow == 0
    return torch.where(still, 0, -0.5 * flow * torch.where(still, 1, y * y * y).conj())


def _reciprocal_slope(flow: Array, y: Array) -> Array:
    still = flow == 0
    return torch.where(still, 0, -flow * torch.where(still, 1, y * y).conj())


def sqrt(x: Array) -> Array:
    """The square root."""
    return _Sqrt.apply(x) if x.requires_grad else torch.sqrt(x)  # type: ignore[no-untyped-call]


def rsqrt(x: Array) -> Array:
    """1 / sqrt x."""
    return _Rsqrt.apply(x) if x.requires_grad else torch.rsqrt(x)  # type: ignore[no-untyped-call]


def reciprocal(x: Array) -> Array:
    """1 / x."""
    return _Reciprocal.apply(x) if x.requires_grad else torch.reciprocal(x)  # type: ignore[no-untyped-call]
