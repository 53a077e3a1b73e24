"""Writes tests/fixtures/keras with real Keras 3.15: `python tools/record_keras_files.py`.

It needs an environment with keras 3.15 on tensorflow and torch, which supple itself never needs. Run it once with
KERAS_BACKEND=tensorflow and once with KERAS_BACKEND=torch: the latter names inner modules in its configs, so one of
its files is kept, too.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import exchange_with_keras as exchange
import numpy as np

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "fixtures" / "keras"
WEIGHTS_ONLY = {"uncompiled"}
OF_TORCH = {"mlp"}
SIZE_LIMIT = 300_000


def record(name: str, label: str, case: Any) -> None:
    model = case.make()
    outputs = exchange.output_of(model, case.inputs)
    model.save_weights(FOLDER / f"{label}.weights.h5") if name in WEIGHTS_ONLY else model.save(
        FOLDER / f"{label}.keras"
    )
    np.savez(FOLDER / f"{label}.npz", outputs=outputs, losses=exchange.more_losses(model, case.inputs, outputs))
    print(label)


def main() -> int:
    keras = exchange.engine("keras")
    FOLDER.mkdir(parents=True, exist_ok=True)
    on_torch = os.environ.get("KERAS_BACKEND") == "torch"
    for name, case in exchange.models_module().all_models(keras).items():
        if not on_torch:
            record(name, name, case)
        elif name in OF_TORCH:
            record(name, f"{name}_of_torch", case)
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{size} bytes in {FOLDER}")
    return 0 if size < SIZE_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
