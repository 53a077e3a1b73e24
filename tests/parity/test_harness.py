"""The comparison of parity cases sees every kind of difference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from . import harness


def outcome(value: Any) -> harness.Outcome:
    return harness.Outcome(harness.flatten(value))


SAME = [
    (np.float32([1, 2]), np.float32([1, 2.000001])),
    (np.float32([np.nan, np.inf]), np.float32([np.nan, np.inf])),
    (0.5, np.float32(0.5)),
    ({"a": [1, None]}, {"a": (1, None)}),
    ([], ()),
]
DIFFERENT = [
    (np.float32([1, 2]), np.float32([1, 2.001]), "1 of 2 values differ"),
    (np.float32([1]), np.float64([1]), "another dtype"),
    (np.float32([1]), np.float32([[1]]), "another shape"),
    (np.int32([1, 2]), np.int32([1, 3]), "1 of 2 values differ"),
    (np.float32([np.inf]), np.float32([-np.inf]), "1 of 1 values differ"),
    (np.float32([np.nan]), np.float32([0]), "1 of 1 values differ"),
    (1, 1.0, "another kind"),
    (1, True, "another kind"),
    ("a", "b", "another value"),
    (None, np.float32(0), "another kind"),
    ([1, 2], [1], "missing"),
    ([1], [1, 2], "not recorded"),
    ({"a": 1}, {"b": 1}, "missing"),
]


@pytest.mark.parametrize(("recorded", "observed"), SAME)
def test_equal_results_have_no_differences(recorded: Any, observed: Any) -> None:
    assert harness.differences(outcome(recorded), outcome(observed)) == []


@pytest.mark.parametrize(("recorded", "observed", "problem"), DIFFERENT)
def test_a_difference_is_named(recorded: Any, observed: Any, problem: str) -> None:
    found = harness.differences(outcome(recorded), outcome(observed))
    assert problem in "\n".join(found)


def test_an_exception_matches_by_the_name_of_a_base_class() -> None:
    recorded = harness.Outcome({}, ("ValueError",))
    assert harness.differences(recorded, harness.Outcome({}, ("ShapeError", "ValueError", "Exception"))) == []
    assert harness.differences(recorded, harness.Outcome({}, ("TypeError",))) == [
        "raised TypeError, recorded ValueError"
    ]
    assert harness.differences(recorded, harness.Outcome({})) == ["raised nothing, recorded ValueError"]


def test_what_is_saved_is_what_is_loaded(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "RECORDED", tmp_path)
    outcomes = {
        "b": outcome({"x": np.float32([[1, 2]]), "y": [np.int64(3), np.float32(4)], "z": "text"}),
        "a": outcome([np.float32([]), None, True, 0.25]),
        "c": harness.Outcome({}, ("TypeError",)),
    }
    harness.save("topic", outcomes)
    loaded = harness.load("topic")
    assert list(loaded) == ["a", "b", "c"]
    assert all(harness.differences(outcomes[name], loaded[name]) == [] for name in outcomes)
    assert harness.load("unknown") == {}
