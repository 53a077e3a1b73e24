"""The examples, untouched, under `supple run`."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"

pytestmark = pytest.mark.slow


def output_of(script: str, *arguments: str, cwd: Path) -> str:
    command = [sys.executable, "-m", "supple", "run", str(EXAMPLES / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found, f"{pattern} is not in:\n{text}"
    return float(found.group(1))


def test_weighted_sum_learns_and_survives_saving(tmp_path):
    text = output_of("weighted_sum.py", cwd=tmp_path)
    assert number(r"loss: \S+ -> (\S+)", text) < 1e-2
    assert number(r"largest difference of the predictions (\S+)", text) == 0.0
    assert "WeightedSum" in text


def test_dynamic_branch_learns_in_a_loop_and_in_fit(tmp_path):
    text = output_of("dynamic_branch.py", cwd=tmp_path)
    assert number(r"epoch 10: (\S+)", text) < number(r"epoch 1: (\S+)", text) / 5
    assert number(r"fit: \S+ -> (\S+)", text) < number(r"fit: (\S+) ->", text)


def test_custom_loop_finds_the_weights(tmp_path):
    text = output_of("custom_loop.py", cwd=tmp_path)
    assert number(r"epoch 30: mean squared error (\S+)", text) < 1e-3
    assert "bias: [0.5]" in text


def test_digits_are_read_in_a_fresh_process(tmp_path):
    started = time.perf_counter()
    text = output_of("digits.py", cwd=tmp_path)
    assert number(r"test accuracy: (\S+)%", text) >= 97.0
    assert (tmp_path / "digits.keras").exists()
    rows = re.findall(r"^ +\d (?:[ .\d]{4}){10}$", text, flags=re.MULTILINE)
    assert len(rows) == 10, text
    assert time.perf_counter() - started < 60


@pytest.mark.parametrize("script", sorted(path.name for path in EXAMPLES.glob("*.py")))
def test_scan_finds_nothing_missing(script):
    done = subprocess.run(
        [sys.executable, "-m", "supple", "scan", str(EXAMPLES / script)], capture_output=True, text=True
    )
    lacking = [line for line in done.stdout.splitlines()[:-1] if "PerShape" not in line and "MSE" not in line]
    assert not lacking, done.stdout + done.stderr
