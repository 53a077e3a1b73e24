"""Computes the recorded results of losses, metrics, optimizers and schedules anew: `python tools/record_training.py`.

The inputs and options stay as the files hold them. It needs an environment with keras 3.15 on tensorflow, which supple
itself never needs.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow")

import numpy as np
import tensorflow as tf

import keras  # the settings above must come first

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "keras"


def tensor(value: Any) -> Any:
    """`value` as Keras is given it: float32 or integers."""
    array = np.array(value)
    return tf.constant(array.astype("float32") if array.dtype.kind == "f" else array)


def masked(value: Any, mask: Any) -> Any:
    """A tensor that carries a mask."""
    found = tensor(value)
    if mask is not None:
        found._keras_mask = tf.constant(mask)
    return found


def plain(value: Any) -> Any:
    """What JSON can hold, rounded to what float32 knows."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if value is None or isinstance(value, str | int):
        return value
    return plain(np.array(value).tolist())


def loss(case: dict[str, Any]) -> None:
    """Fills in the result of one loss, a function or a class."""
    found = getattr(keras.losses, case["name"])
    y_true, y_pred = tensor(case["y_true"]), masked(case["y_pred"], case["mask"])
    if isinstance(found, type):
        weights = None if case["weights"] is None else tensor(case["weights"])
        case["result"] = plain(found(**case["options"])(y_true, y_pred, weights))
    else:
        case["result"] = plain(found(y_true, y_pred, **case["options"]))


def metric(case: dict[str, Any]) -> None:
    """Fills in the results after each batch, the state and the config of one metric."""
    found = getattr(keras.metrics, case["name"])(**case["options"])
    case["results"] = []
    for batch in case["batches"]:
        *first, last = batch["arguments"]
        weights = None if batch["weights"] is None else tensor(batch["weights"])
        found.update_state(*map(tensor, first), masked(last, batch["mask"]), sample_weight=weights)
        case["results"].append(plain(found.result()))
    if case["state"] is not None:
        case["state"] = {variable.path.split("/")[-1]: plain(variable) for variable in found.variables}
    case["config"] = plain({key: value for key, value in found.get_config().items() if key != "name"})


def optimizer(case: dict[str, Any], start: list[Any], grads: list[Any]) -> None:
    """Fills in the values after each step, the slots and the config of one optimizer."""
    variables = [keras.Variable(np.array(value, "float32"), name=name) for value, name in zip(start, "ab", strict=True)]
    found = getattr(keras.optimizers, case["name"])(**case["options"])
    case["values"] = []
    for each in grads:
        found.apply_gradients(zip(map(tensor, each), variables, strict=True))
        case["values"].append(plain(variables))
    case["iterations"] = int(found.iterations)
    case["slots"] = [variable.path.split("/")[1] for variable in found.variables]
    case["state"] = plain(found.variables)
    if found.use_ema:
        found.finalize_variable_values(variables)
        case["final"] = plain(variables)
    case["config"] = plain({key: value for key, value in found.get_config().items() if key != "name"})


def schedule(case: dict[str, Any]) -> None:
    """Fills in the rates of the first steps of one schedule."""
    found = getattr(keras.optimizers.schedules, case["name"])(**case["config"])
    case["values"] = [plain(found(step)) for step in range(len(case["values"]))]


def main() -> None:
    """Rewrites the four files."""
    for path in sorted(FOLDER.glob("*/recorded*.json")):
        held = json.loads(path.read_text(encoding="utf-8"))
        kind = path.parent.name
        cases = held["cases"] if isinstance(held, dict) else held
        for case in cases:
            if kind == "losses":
                loss(case)
            elif kind == "metrics":
                metric(case)
            elif "config" in case and "options" not in case:
                schedule(case)
            else:
                optimizer(case, held["start"], held["grads"])
        path.write_text(json.dumps(held, separators=(",", ":")) + "\n", encoding="utf-8")
        print(f"{path.relative_to(FOLDER)}: {len(cases)} cases")


if __name__ == "__main__":
    main()
