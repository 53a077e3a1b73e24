"""The tasks in plain torch, written as one writes them for speed: slices instead of a DataLoader, gathered batches.

Every task is a function that prepares its data and model, and returns `run`; `run()` works and says how many units
(steps, calls) it did. `fused` chooses Adam's fused kernel, which is not torch's default.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

import data

Run = Callable[[], int]


class Branch(nn.Module):
    """Takes the longer way when the mean of the batch is large."""

    def __init__(self) -> None:
        super().__init__()
        self.dense1, self.dense2, self.dense3 = nn.Linear(8, 64), nn.Linear(64, 64), nn.Linear(64, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.dense1(inputs))
        if inputs.mean() > 0.5:
            x = F.relu(self.dense2(x))
        return self.dense3(x)


class Convolutional(nn.Module):
    """(B, 32, 32, 3) -> (B, 10); the permuted images are torch's channels_last layout at no copy."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 32, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(64 * 8 * 8, 64), nn.ReLU(), nn.Linear(64, 10),
        )  # fmt: skip

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.body(images.permute(0, 3, 1, 2))


def mlp(*widths: int) -> nn.Sequential:
    """Dense layers with ReLU between them."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _loop(model: nn.Module, x: torch.Tensor, y: torch.Tensor, *, rate: float, fused: bool) -> Run:
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, fused=fused)

    def run() -> int:
        for start in range(0, len(x), 32):
            optimizer.zero_grad()
            loss = F.mse_loss(model(x[start : start + 32]), y[start : start + 32])
            loss.backward()
            optimizer.step()
        return len(x) // 32

    return run


def _fit(model: nn.Module, x: torch.Tensor, y: torch.Tensor, batch: int, loss_of: Callable, *, fused: bool) -> Run:
    """One epoch as `fit` does it: a new order, gathered batches, a running loss that stays on the device."""
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)

    def run() -> int:
        order = torch.randperm(len(x))
        total = torch.zeros(())
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            optimizer.zero_grad()
            loss = loss_of(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)
        float(total / len(x))
        return len(x) // batch

    return run


def loop(*, fused: bool) -> Run:
    return _loop(nn.Sequential(nn.Linear(10, 1)), *data.tensors(data.linear()), rate=0.01, fused=fused)


def loop_branch(*, fused: bool) -> Run:
    return _loop(Branch(), *data.tensors(data.branching()), rate=0.001, fused=fused)


def fit_branch(*, fused: bool) -> Run:
    return _fit(Branch(), *data.tensors(data.branching()), 32, F.mse_loss, fused=fused)


def fit_small(*, fused: bool) -> Run:
    return _fit(mlp(16, 64, 64, 1), *data.tensors(data.regression()), 32, F.mse_loss, fused=fused)


def fit_large(*, fused: bool) -> Run:
    return _fit(mlp(784, 512, 512, 10), *data.tensors(data.flat_images()), 128, F.cross_entropy, fused=fused)


def fit_cnn(*, fused: bool) -> Run:
    model = Convolutional().to(memory_format=torch.channels_last)
    return _fit(model, *data.tensors(data.images()), 32, F.cross_entropy, fused=fused)


def call_row(*, fused: bool) -> Run:
    model, row = mlp(16, 64, 64, 1).eval(), torch.from_numpy(data.regression()[0][:1])

    def run() -> int:
        with torch.no_grad():
            for _ in range(2000):
                model(row)
        return 2000

    return run
