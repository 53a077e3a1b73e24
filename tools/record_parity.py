"""Records the parity cases on real TensorFlow: `python tools/record_parity.py [topic ...]`.

It needs an environment with tensorflow 2.21 and keras 3.15, which supple itself never needs.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from types import ModuleType

os.environ.update(TF_ENABLE_ONEDNN_OPTS="0", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))  # behind the rest: tests/keras is not keras

import tensorflow as tf  # the settings above must come first

from parity import harness

# tf.keras 2 names that Keras 3 dropped and supple keeps: old name -> what Keras 3 calls it.
ALIASES = {
    "losses": {"mean_squared_error": "mse", "mean_absolute_error": "mae"},
    "metrics": {"mean_squared_error": "mse", "mean_absolute_error": "mae"},
}


def add_aliases(keras: ModuleType) -> None:
    """Gives Keras 3 the functions that tf.keras 2 had under these names."""
    for folder, names in ALIASES.items():
        module = getattr(keras, folder)
        for old, new in names.items():
            if not hasattr(module, old):
                setattr(module, old, getattr(module, new))


def record(topic: str) -> bool:
    """Runs and stores one topic. False if a case did what it must not do."""
    outcomes: dict[str, harness.Outcome] = {}
    sound = True
    for name, this in harness.cases_of(topic).items():
        try:
            outcomes[name] = harness.run(this, tf)
        except Exception:
            sound = False
            print(f"{topic}/{name} raised:\n{traceback.format_exc(limit=-2)}")
        else:
            if this.raises and not outcomes[name].raised:
                sound = False
                print(f"{topic}/{name} should have raised")
    if sound:
        harness.save(topic, outcomes)
    raised = sum(bool(outcome.raised) for outcome in outcomes.values())
    print(f"{topic:18} {len(outcomes):4} cases, {raised} of them raise{'' if sound else ' - NOT WRITTEN'}")
    return sound


def main(chosen: list[str]) -> int:
    """Records the chosen topics, or all."""
    add_aliases(tf.keras)
    harness.RECORDED.mkdir(exist_ok=True)
    sound = [record(topic) for topic in chosen or harness.topics()]
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
