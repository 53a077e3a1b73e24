"""The progress bar, on a terminal and in a file."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest

from supple.errors import ArgumentError
from supple.keras._training import progress
from supple.keras._training.progress import Progbar, duration, shown


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    """Time that passes only when it is told to."""

    def __init__(self):
        self.now = 100.0

    def perf_counter(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


@pytest.fixture
def terminal(monkeypatch):
    terminal = Terminal()
    # Not sys.stdout itself: pytest puts its own there again before the test runs.
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stdout=terminal))
    monkeypatch.setenv("TERM", "xterm")
    return terminal


def uncolored(text):
    return re.sub(r"\x1b\[\d+m", "", text)


def test_the_bar_has_the_look_of_keras(clock, terminal):
    bar = Progbar(4)
    clock.now += 1
    bar.update(1, [("loss", 0.5)])
    clock.now += 0.25
    bar.update(2, {"loss": 0.25, "accuracy": 0.00001})
    clock.now += 0.5
    bar.update(4, {"loss": 0.125})
    lines = [line.rstrip(" ") for line in uncolored(terminal.getvalue()).rstrip("\n").split("\r")[1:]]
    assert lines == [
        "1/4 ━━━━━━━━━━━━━━━━━━━━ 3s 1s/step - loss: 0.5000",
        "2/4 ━━━━━━━━━━━━━━━━━━━━ 0s 250ms/step - loss: 0.2500 - accuracy: 1.0000e-05",
        "4/4 ━━━━━━━━━━━━━━━━━━━━ 2s 250ms/step - loss: 0.1250 - accuracy: 1.0000e-05",
    ]
    green = re.findall(r"\x1b\[32m(━*)", terminal.getvalue())
    assert [len(part) for part in green] == [5, 10, 20]


def test_a_shorter_line_blanks_what_the_longer_one_left(clock, terminal):
    bar = Progbar(100)
    bar.update(1, {"loss": 123456.5})
    clock.now += 1
    bar.update(2, {"loss": 1.5})
    first, second = (uncolored(line) for line in terminal.getvalue().split("\r")[1:])
    assert len(second) == len(first)
    assert second.endswith("  ")


def test_it_is_redrawn_ten_times_a_second_and_asks_for_values_only_then(clock, terminal):
    asked = 0

    def values():
        nonlocal asked
        asked += 1
        return {"loss": 1.0}

    bar = Progbar(None)
    for step in range(1, 1001):
        clock.now += 0.001
        bar.update(step, values)
    assert asked == terminal.getvalue().count("\r")
    assert 9 <= asked <= 11


def test_an_unknown_number_of_steps_is_known_at_the_end(clock, terminal):
    bar = Progbar(None)
    clock.now += 0.1
    bar.update(4, {"loss": 1.0})
    clock.now += 0.1
    bar.update(12, {"loss": 0.5}, finalize=True)
    text = uncolored(terminal.getvalue())
    assert "      4/Unknown 0s 25ms/step - loss: 1.0000" in text
    assert "12/12 ━━━━━━━━━━━━━━━━━━━━ 0s 12ms/step - loss: 0.5000" in text


def test_without_a_terminal_there_is_one_line_at_the_end(clock, capsys):
    bar = Progbar(3)
    for step in (1, 2, 3):
        clock.now += 0.002
        bar.update(step, {"loss": 1.0 / step})
    assert capsys.readouterr().out == "3/3 ━━━━━━━━━━━━━━━━━━━━ 0s 2ms/step - loss: 0.3333\n"


def test_verbose_2_is_a_line_and_0_is_nothing(clock, capsys):
    for verbose in (2, 0):
        bar = Progbar(2, verbose=verbose, unit_name="file")
        clock.now += 0.5
        bar.update(1, {"loss": 2.0})
        bar.update(2, {"loss": 5.0})
    assert capsys.readouterr().out == "2/2 - 0s - 250ms/file - loss: 5.0000\n"


def test_values_are_shown_as_they_are_unless_they_are_to_be_averaged(clock, capsys):
    plain, mean = Progbar(4), Progbar(4, stateless_metrics=["a"])
    for bar in (plain, mean):
        bar.add(1, {"a": 1.0})
        bar.add(3, {"a": 5.0})
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("a: 5.0000")
    assert second.endswith("a: 4.0000")


def test_numbers_are_written_as_keras_writes_them():
    values = [0.5, 123456.0, 1e-5, 0, float("nan"), "text", [1.0, 3.0]]
    assert [shown(v) for v in values] == ["0.5000", "123456.0000", "1.0000e-05", "0.0000e+00", "nan", "text", "2.0000"]
    assert [duration(s) for s in (0.4, 59, 62, 3723)] == ["0s", "59s", "1:02", "1:02:03"]


def test_an_unknown_verbosity_is_rejected():
    with pytest.raises(ArgumentError, match="Progbar: verbose: expected 0, 1 or 2, got 3"):
        Progbar(3, verbose=3)
