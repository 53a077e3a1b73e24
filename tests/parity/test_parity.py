"""Every case gives on supple what it gave on TensorFlow: values, dtypes, shapes, exceptions."""

from __future__ import annotations

from functools import cache

import pytest

import supple as tf

from . import harness

CASES = [(topic, name) for topic in harness.topics() for name in harness.cases_of(topic)]

recorded_of = cache(harness.load)


@pytest.mark.parametrize(("topic", "name"), CASES, ids=[f"{topic}-{name}" for topic, name in CASES])
def test_supple_gives_what_tensorflow_gave(topic: str, name: str) -> None:
    this = harness.cases_of(topic)[name]
    recorded = recorded_of(topic).get(name)
    assert recorded is not None, f"{topic}/{name} was never recorded: run tools/record_parity.py {topic}"
    found = harness.differences(recorded, harness.run(this, tf), this.rtol)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("topic", harness.topics())
def test_every_recorded_case_still_exists(topic: str) -> None:
    assert set(recorded_of(topic)) <= set(harness.cases_of(topic))
