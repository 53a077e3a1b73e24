"""One contestant in a process of its own: reads a task a line from standard input, answers with a line of JSON.

The first request for a task prepares it and runs it once to warm up; each request then times it.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from functools import cache
from typing import Any

CONTESTANTS = ("torch", "torch fused", "supple", "tensorflow", "tf.function", "keras torch")

AT_LEAST = 0.2
"""Seconds of one measurement."""


def engine(contestant: str) -> tuple[str, Callable[[str], Callable[[], int]]]:
    """The version of the contestant and the function that prepares a task for it."""
    if contestant.startswith("torch"):
        torch, tasks = importlib.import_module("torch"), importlib.import_module("tasks_torch")
        return torch.__version__, lambda task: getattr(tasks, task)(fused=contestant == "torch fused")
    tasks = importlib.import_module("tasks_keras")
    if contestant == "keras torch":
        os.environ["KERAS_BACKEND"] = "torch"
        keras = importlib.import_module("keras")
        return keras.__version__, lambda task: getattr(tasks, task)(None, keras, graph=False)
    tf = importlib.import_module("supple" if contestant == "supple" else "tensorflow")
    return tf.__version__, lambda task: getattr(tasks, task)(tf, tf.keras, graph=contestant == "tf.function")


def main(contestant: str) -> None:
    clock = time.process_time if os.environ.get("SUPPLE_BENCH_CLOCK") == "cpu" else time.perf_counter
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints must not be taken for an answer

    def answer(**fields: Any) -> None:
        answers.write(json.dumps(fields) + "\n")
        answers.flush()

    try:
        version, prepare = engine(contestant)
    except ImportError as error:
        answer(error=str(error))
        return
    answer(version=version)

    @cache
    def prepared(task: str) -> Callable[[], int]:
        run = special(task) if task in SPECIAL else prepare(task)
        run()
        return run

    for line in sys.stdin:
        try:
            run = prepared(line.strip())
            # Short tasks are repeated: a few milliseconds measure the state of the caches, not the work.
            started, seconds, units = clock(), 0.0, 0
            while seconds < AT_LEAST:
                result = run()
                units += result if isinstance(result, int) else 1
                seconds = clock() - started
        except Exception as error:
            answer(error=f"{type(error).__name__}: {error}", traceback=traceback.format_exc())
        else:
            answer(microseconds=result if isinstance(result, dict) else seconds / units * 1e6)


SPECIAL = ("ops", "frames")


def special(task: str) -> Callable[[], Any]:
    """The tasks of supple alone."""
    return getattr(importlib.import_module("tasks_supple"), task)()


if __name__ == "__main__":
    main(sys.argv[1])
