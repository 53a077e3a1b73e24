"""supple against plain torch, and against TensorFlow and Keras where they are installed: one run, in turn, medians.

Every contestant is a process of its own that waits while another one works. In each round all of them do one row, in
the opposite order of the round before; a ratio is the median over the rounds of the ratios within a round, so that a
machine that slows down for a while slows both sides.

    make bench
    python benchmarks/run.py --rows loop,fit_small --rounds 15
    SUPPLE_BENCH_PEERS=/path/to/python python benchmarks/run.py     an interpreter that has TensorFlow and Keras
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from worker import CONTESTANTS

HERE = Path(__file__).parent
OUT = HERE / "out"
IMPORTS = {"torch": "import torch", "supple": "import torch, supple"}


@dataclass(frozen=True)
class Row:
    """One line of the table: a task, who can do it, and how many times the microseconds of a rival supple may take."""

    task: str
    title: str
    contestants: tuple[str, ...]
    limits: dict[str, float] = field(default_factory=dict)


LOOPS = ("torch", "torch fused", "supple", "tensorflow", "tf.function")
FITS = ("torch", "torch fused", "supple", "tensorflow", "keras torch")
CALLS = ("torch", "supple", "tensorflow", "keras torch")

ROWS = (
    Row("loop", "custom loop, Dense(1), batch 32, per step", LOOPS, {"torch": 0.6, "torch fused": 0.9}),
    Row("loop_branch", "custom loop, dynamic branch, per step", LOOPS),
    Row("fit_branch", "fit, dynamic branch, per step", FITS),
    Row("fit_small", "fit, MLP 16-64-64-1, batch 32, per step", FITS, {"torch fused": 1.0}),
    Row("fit_large", "fit, MLP 784-512-512-10, batch 128, per step", FITS, {"torch fused": 1.05}),
    Row("fit_cnn", "fit, small CNN 32x32, batch 32, per step", FITS, {"torch fused": 1.05}),
    Row("call_row", "model(x), MLP 16-64-64-1, one row", CALLS, {"torch": 2.0}),
    Row("predict_row", "model.predict, the same row", CALLS[1:], {"supple call_row": 2.0}),
)
OP_LIMIT = 0.6
FRAME_LIMIT = 8
IMPORT_LIMIT = 0.35


class Contestant:
    """A worker process; `asked` to do a task, it answers with its microseconds per unit."""

    def __init__(self, name: str, python: str, threads: str) -> None:
        self.name = name
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
        if threads:
            environment |= {
                "OMP_NUM_THREADS": threads,
                "TF_NUM_INTRAOP_THREADS": threads,
                "TF_NUM_INTEROP_THREADS": "1",
            }
        self.process = subprocess.Popen(
            [python, str(HERE / "worker.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        greeting = self._answer()
        self.version, self.missing = greeting.get("version", ""), greeting.get("error", "")
        self.failed: dict[str, str] = {}

    def asked(self, task: str) -> Any:
        """What the worker measured, or None if it cannot do the task."""
        if self.missing or task in self.failed:
            return None
        self.process.stdin.write(task + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            self.failed[task] = answer["error"].splitlines()[0]
            return None
        return answer["microseconds"]

    def stop(self) -> None:
        """Close its input, at which it ends."""
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def _answer(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"error": f"the process of {self.name} died ({self.process.poll()})"}


def measure(contestants: list[Contestant], rows: list[Row], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Microseconds by task and contestant, one number a round."""
    times: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        times[row.task] = defaultdict(list)
        for number in range(rounds):
            for contestant in contestants[:: -1 if number % 2 else 1]:
                if contestant.name not in row.contestants:
                    continue
                if (value := contestant.asked(row.task)) is not None:
                    times[row.task][contestant.name].append(value)
        print(".", end="", flush=True, file=sys.stderr)
    return times


def measure_imports(rounds: int) -> dict[str, float]:
    """Median seconds of each import in a new process."""
    clock = "process_time" if os.environ.get("SUPPLE_BENCH_CLOCK") == "cpu" else "perf_counter"
    seconds: dict[str, list[float]] = {name: [] for name in IMPORTS}
    # Everybody's second import reads compiled files, which some environments do not let Python write.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for statement in IMPORTS.values():
        subprocess.run([sys.executable, "-c", statement], env=environment, capture_output=True)
    for _ in range(rounds):
        for name, statement in IMPORTS.items():
            code = f"from time import {clock} as clock; t = clock(); {statement}; print(clock() - t)"
            done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
            if done.returncode == 0:
                seconds[name].append(float(done.stdout))
    return {name: median(values) for name, values in seconds.items() if values}


def judged(row: Row, times: dict[str, dict[str, list[float]]]) -> list[dict[str, Any]]:
    """The ratios of a row that have a limit."""
    ours = times[row.task].get("supple", [])
    verdicts = []
    for rival, limit in row.limits.items():
        own_task = rival.removeprefix("supple ") if rival.startswith("supple ") else ""
        theirs = times.get(own_task, {}).get("supple", []) if own_task else times[row.task].get(rival, [])
        if ours and theirs:
            ratio = median(x / y for x, y in zip(ours, theirs, strict=True))
            verdicts.append({"what": f"{row.title} / {rival}", "value": ratio, "limit": limit, "unit": "x"})
    return verdicts


def judged_overhead(supple: Contestant, rounds: int) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """What each op adds to torch, in microseconds, and the frames of a layer call."""
    verdicts = []
    answers = [answer for _ in range(rounds) if (answer := supple.asked("ops")) is not None]
    added = {name: median(a[name][0] - a[name][1] for a in answers) for name in answers[0]} if answers else {}
    if added:
        middle = median(added.values())
        verdicts.append(
            {"what": f"an op over torch, median of {len(added)}", "value": middle, "limit": OP_LIMIT, "unit": "us"}
        )
    if frames := supple.asked("frames"):
        verdicts.append(
            {"what": "a built Dense call", "value": frames["Dense"], "limit": FRAME_LIMIT, "unit": "frames"}
        )
    return added, verdicts


def table(rows: list[Row], times: dict[str, dict[str, list[float]]], contestants: list[Contestant]) -> str:
    """The medians in microseconds, as Markdown."""
    names = [contestant.name for contestant in contestants if not contestant.missing]
    lines = ["| microseconds | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
    for row in rows:
        cells = [f"{median(times[row.task][name]):,.1f}" if times[row.task].get(name) else "-" for name in names]
        lines.append(f"| {row.title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def verdict_table(verdicts: list[dict[str, Any]]) -> str:
    """Each number that has a limit, as Markdown."""
    lines = ["| what | measured | at most | |", "|---|---:|---:|---|"]
    for verdict in verdicts:
        mark = "ok" if verdict["value"] <= verdict["limit"] else "OVER"
        measured = f"{verdict['value']:.2f}".removesuffix(".00") + f" {verdict['unit']}"
        lines.append(f"| {verdict['what']} | {measured} | {verdict['limit']} {verdict['unit']} | {mark} |")
    return "\n".join(lines)


def report(contestants: list[Contestant], *tables: str) -> str:
    """Everything that was found, as Markdown."""
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    versions = ", ".join(f"{c.name} {c.version}" for c in contestants if not c.missing)
    trouble = [f"- {c.name} is not here: {c.missing}" for c in contestants if c.missing]
    trouble += [f"- {c.name} cannot do {task}: {why}" for c in contestants for task, why in c.failed.items()]
    return "\n\n".join([machine, versions, *tables, *(["\n".join(trouble)] if trouble else [])]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure supple against plain torch and its peers.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--rows", default="", help="tasks, separated by commas; all of them by default")
    parser.add_argument("--contestants", default=",".join(CONTESTANTS))
    parser.add_argument("--peers", default=os.environ.get("SUPPLE_BENCH_PEERS", sys.executable))
    parser.add_argument("--threads", default="", help="threads of every contestant; what each takes by default")
    parser.add_argument("--cpu-time", action="store_true", help="processor time: for a busy machine, with --threads 1")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a limit is passed")
    options = parser.parse_args()
    rows = [row for row in ROWS if not options.rows or row.task in options.rows.split(",")]

    if options.cpu_time:
        os.environ["SUPPLE_BENCH_CLOCK"] = "cpu"
    own = {"torch", "torch fused", "supple"}
    chosen = [name for name in CONTESTANTS if name in options.contestants.split(",")]
    pythons = {name: sys.executable if name in own else options.peers for name in chosen}
    contestants = [Contestant(name, python, options.threads) for name, python in pythons.items()]
    times = measure(contestants, rows, options.rounds)
    verdicts = [verdict for row in rows for verdict in judged(row, times)]
    added: dict[str, float] = {}
    imports: dict[str, float] = {}
    if not options.rows:
        for contestant in contestants:
            if contestant.name == "supple":
                added, more = judged_overhead(contestant, options.rounds)
                verdicts += more
        imports = measure_imports(options.rounds)
        if len(imports) == len(IMPORTS):
            extra = imports["supple"] - imports["torch"]
            verdicts.append(
                {"what": "import supple over import torch", "value": extra, "limit": IMPORT_LIMIT, "unit": "s"}
            )
    for contestant in contestants:
        contestant.stop()

    clock = "processor time" if options.cpu_time else "wall time"
    setting = f"{clock}, {options.threads or 'all'} threads, median of {options.rounds} rounds"
    text = report(contestants, setting, table(rows, times, contestants), verdict_table(verdicts))
    print("\n" + text)
    OUT.mkdir(exist_ok=True)
    (OUT / "results.md").write_text(text, encoding="utf-8")
    raw = {"microseconds": times, "verdicts": verdicts, "op overhead": added, "import seconds": imports}
    (OUT / "results.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    if options.strict and any(verdict["value"] > verdict["limit"] for verdict in verdicts):
        sys.exit(1)


if __name__ == "__main__":
    main()
