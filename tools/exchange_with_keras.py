"""Exchanges model files with real Keras.

`exchange_with_keras.py write FOLDER` writes the models of tests/keras/_saving/exchange_models.py, with their outputs
and their losses in two more epochs; `exchange_with_keras.py read FOLDER` loads them and compares.
`--engine keras` does it with real Keras (3.15, in an environment that has it), the default `--engine supple` with us.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

MODELS = Path(__file__).resolve().parents[1] / "tests" / "keras" / "_saving" / "exchange_models.py"
TOLERANCE = 1e-5
MORE = {"epochs": 2, "batch_size": 4, "shuffle": False, "verbose": 0}


def models_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("exchange_models", MODELS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def engine(name: str) -> Any:
    if name == "supple":
        return importlib.import_module("supple.keras")
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")
    return importlib.import_module("keras")


def output_of(model: Any, inputs: Any) -> Any:
    return np.asarray(model.predict(inputs, verbose=0))


def more_losses(model: Any, inputs: Any, outputs: Any) -> Any:
    """The losses of two more epochs on fixed targets; they depend on the state of the optimizer."""
    if not getattr(model, "compiled", False):
        return np.zeros(0)
    # Rows that sum to 1: other targets of a cross-entropy have another gradient in TensorFlow than by the formula.
    goal = np.eye(max(2, outputs.shape[1]), dtype="float32")[np.arange(len(outputs)) % 2][:, : outputs.shape[1]]
    return np.asarray(model.fit(inputs, goal, **MORE).history["loss"])


def write(keras: Any, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, case in models_module().all_models(keras).items():
        model = case.make()
        outputs = output_of(model, case.inputs)
        model.save(folder / f"{name}.keras")
        model.save_weights(folder / f"{name}.weights.h5")
        np.savez(folder / f"{name}.npz", outputs=outputs, losses=more_losses(model, case.inputs, outputs))
        print(f"{name}: written, {(folder / f'{name}.keras').stat().st_size} bytes")


def read(keras: Any, folder: Path) -> bool:
    sound = True
    for name, case in models_module().all_models(keras).items():
        recorded = np.load(folder / f"{name}.npz")
        try:
            model = keras.models.load_model(folder / f"{name}.keras")
            found = output_of(model, case.inputs)
            gap = float(np.abs(found - recorded["outputs"]).max())
            losses = more_losses(model, case.inputs, found)
            drift = float(np.abs(losses - recorded["losses"]).max()) if losses.size else 0.0
            twin = case.make()
            twin.load_weights(folder / f"{name}.weights.h5")
            weights_gap = float(np.abs(output_of(twin, case.inputs) - recorded["outputs"]).max())
        except Exception as error:
            sound = False
            print(f"{name}: FAILED {type(error).__name__}: {error}")
            continue
        good = max(gap, drift, weights_gap) < TOLERANCE and losses.size == recorded["losses"].size
        sound = sound and good
        print(f"{name}: {'ok' if good else 'DIFFERS'} outputs {gap:.1e} training {drift:.1e} weights {weights_gap:.1e}")
    return sound


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["write", "read"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=["supple", "keras"], default="supple")
    chosen = parser.parse_args()
    keras = engine(chosen.engine)
    if chosen.task == "write":
        write(keras, chosen.folder)
        return 0
    return 0 if read(keras, chosen.folder) else 1


if __name__ == "__main__":
    sys.exit(main())
