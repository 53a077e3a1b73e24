"""Recurrent networks over whole sequences, by torch's fused kernels; weights in Keras' layout and order of gates."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.lift import Array, multi_op


@multi_op
def lstm(
    x: Array, h: Array, c: Array, kernel: Array, recurrent: Array, bias: Array | None = None
) -> tuple[Array, Array, Array]:
    """Outputs and last states: (B, T, D), (B, U), (B, U), (D, 4U), (U, 4U), (4U,) -> (B, T, U), (B, U), (B, U)."""
    # Both order the gates as input, forget, candidate, output.
    weights = [kernel.t(), recurrent.t()] + ([] if bias is None else [bias, torch.zeros_like(bias)])
    states = [h.unsqueeze(0), c.unsqueeze(0)]
    outputs, last_h, last_c = torch.lstm(x, states, weights, bias is not None, 1, 0.0, False, False, True)
    return outputs, last_h[0], last_c[0]


@multi_op
def gru(x: Array, h: Array, kernel: Array, recurrent: Array, bias: Array | None = None) -> tuple[Array, Array]:
    """Outputs and last state: (B, T, D), (B, U), (D, 3U), (U, 3U), (2, 3U) -> (B, T, U), (B, U).

    The reset gate acts after the product with the recurrent kernel.
    """
    weights = [_reset_first(kernel).t(), _reset_first(recurrent).t()]
    if bias is not None:
        weights += [_reset_first(bias[0]), _reset_first(bias[1])]
    outputs, last = torch.gru(x, h.unsqueeze(0), weights, bias is not None, 1, 0.0, False, False, True)
    return outputs, last[0]


def _reset_first(gates: Array) -> Array:
    """The gates in torch's order (reset, update, candidate), from Keras' (update, reset, candidate)."""
    update, reset, candidate = gates.chunk(3, -1)
    return torch.cat([reset, update, candidate], -1)


@multi_op
def simple_rnn(
    x: Array, h: Array, kernel: Array, recurrent: Array, bias: Array | None = None, relu: bool = False
) -> tuple[Array, Array]:
    """Outputs and last state: (B, T, D), (B, U), (D, U), (U, U), (U,) -> (B, T, U), (B, U)."""
    run: Any = torch.rnn_relu if relu else torch.rnn_tanh
    weights = [kernel.t(), recurrent.t()] + ([] if bias is None else [bias, torch.zeros_like(bias)])
    outputs, last = run(x, h.unsqueeze(0), weights, bias is not None, 1, 0.0, False, False, True)
    return outputs, last[0]


def ends_with_padding(mask: Any) -> bool:
    """True if every row of a mask is true up to some step and false from there on: (B, T)."""
    values: torch.Tensor = mask._t
    if values.device.type == "meta":
        return False
    return bool((values[:, :-1] | ~values[:, 1:]).all())


@multi_op
def hold_last(outputs: Array, mask: Array, zeros: bool = False) -> tuple[Array, Array]:
    """Outputs after the end of each row replaced by the last one before it, or by zeros; and these last ones.

    (B, T, U), (B, T) -> (B, T, U), (B, U); rows without a single step give zeros.
    """
    lengths = mask.sum(1)
    steps = torch.arange(outputs.shape[1], device=outputs.device)
    places = torch.minimum(steps.unsqueeze(0), (lengths - 1).clamp(min=0).unsqueeze(1))
    held = torch.gather(outputs, 1, places.unsqueeze(-1).expand_as(outputs))
    held = held * (lengths > 0).to(held.dtype).reshape(-1, 1, 1)
    last = held[:, -1]
    if zeros:
        held = held * mask.to(held.dtype).unsqueeze(-1)
    return held, last
