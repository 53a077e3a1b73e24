"""Schedules against rates recorded from Keras."""

from __future__ import annotations

import pytest

import supple as tf

from ..recorded import load

schedules = tf.keras.optimizers.schedules
RECORDED = load("optimizers/recorded_schedules")


@pytest.mark.parametrize("case", RECORDED, ids=[case["label"] for case in RECORDED])
def test_the_rates_are_those_of_keras(case):
    schedule = getattr(schedules, case["name"])(**case["config"])
    found = [float(schedule(step)) for step in range(len(case["values"]))]
    assert found == pytest.approx(case["values"], rel=1e-5, abs=1e-8)
    assert float(schedule(tf.Variable(3, dtype=tf.int64))) == pytest.approx(case["values"][3], rel=1e-5)
    assert schedule.get_config() == case["config"]
    form = schedules.serialize(schedule)
    assert form["module"] == "keras.optimizers.schedules"
    assert schedules.deserialize(form).get_config() == case["config"]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: schedules.PiecewiseConstantDecay([1, 2], [0.1, 0.2]), "one more than the 2 boundaries, got 2"),
        (lambda: schedules.ExponentialDecay(0.1, 0, 0.9), "decay_steps: expected a positive number, got 0"),
        (lambda: schedules.CosineDecay(0.1, "ten"), "decay_steps: expected a positive number, got 'ten'"),
    ],
)
def test_wrong_input_is_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_a_schedule_must_say_its_rate():
    with pytest.raises(NotImplementedError, match="LearningRateSchedule must implement"):
        schedules.LearningRateSchedule()(1)
