"""The command line from outside: one process per question."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = """
import sys
import tensorflow as tf
from tensorflow import keras
print(float(tf.reduce_sum(keras.layers.Dense(1, kernel_initializer="ones")(tf.ones((1, 3))))), sys.argv[1:])
sys.exit(5)
"""


def supple(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "supple", *arguments], capture_output=True, text=True, cwd=cwd)


@pytest.mark.slow
def test_run_passes_arguments_and_the_exit_code(tmp_path):
    (tmp_path / "program.py").write_text(EXAMPLE)
    done = supple("run", "program.py", "--help", "-m", cwd=tmp_path)
    assert done.stdout == "3.0 ['--help', '-m']\n"
    assert done.returncode == 5, done.stderr


@pytest.mark.slow
def test_run_m_runs_a_module(tmp_path):
    (tmp_path / "program.py").write_text(EXAMPLE)
    done = supple("run", "-m", "program", "--help", cwd=tmp_path)
    assert done.stdout == "3.0 ['--help']\n"
    assert done.returncode == 5, done.stderr


@pytest.mark.slow
def test_run_says_what_it_cannot_find(tmp_path):
    done = supple("run", "nothing.py", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("supple run: can't open file")
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_run_needs_a_program():
    done = supple("run", "-m")
    assert done.returncode == 2
    assert "received -m alone" in done.stderr


@pytest.mark.slow
def test_scan_lists_what_is_missing(tmp_path):
    (tmp_path / "program.py").write_text("import tensorflow as tf\ntf.keras.layers.Densee(1)\n")
    done = supple("scan", "program.py", cwd=tmp_path)
    assert done.returncode == 1
    first, last = done.stdout.splitlines()
    assert first.startswith("program.py:2: tensorflow.keras.layers.Densee: ")
    assert last == "program.py: uses 2 names of TensorFlow and Keras, supple lacks 1"


@pytest.mark.slow
def test_doctor_shows_versions_threads_and_devices():
    done = supple("doctor")
    assert done.returncode == 0, done.stderr
    topics = {line[:14].strip() for line in done.stdout.splitlines()}
    assert {"python", "torch", "numpy", "threads", "device"} <= topics
