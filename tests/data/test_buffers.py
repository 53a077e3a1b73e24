"""cache, prefetch, options."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from supple.data import AUTOTUNE, Dataset, Options
from supple.errors import ArgumentError, UnknownNameError

from .helpers import plain


class Counted:
    """A generator function that counts how often it was started."""

    def __init__(self, items):
        self.items = items
        self.runs = 0

    def __call__(self):
        self.runs += 1
        yield from self.items


@pytest.mark.parametrize("items", [[1, 2, 3], [[1], [2, 3]]], ids=["equal shapes", "different shapes"])
def test_a_cache_runs_its_source_once(items):
    source = Counted(items)
    cached = Dataset.from_generator(source, output_types="int32").cache()
    assert plain(cached) == plain(cached) == items
    assert plain(cached.repeat(3)) == items * 3
    assert source.runs == 1


def test_a_pass_that_was_broken_off_does_not_fill_the_cache():
    source = Counted([1, 2, 3])
    cached = Dataset.from_generator(source, output_types="int32").cache()
    next(iter(cached))
    assert plain(cached) == plain(cached) == [1, 2, 3]
    assert source.runs == 2


def test_a_filled_cache_is_rows_that_are_gathered():
    cached = Dataset.range(10).map(lambda x: (x, x * 2)).cache()
    assert cached._node.rows() is None
    assert len(plain(cached)) == 10
    assert cached._node.rows() is not None
    for x, twice in cached.shuffle(10, seed=1).batch(4):
        assert (2 * x.numpy() == twice.numpy()).all()


def test_a_cache_in_a_file_is_not_done_yet():
    with pytest.raises(ArgumentError, match=r"cache: filename: .* not done yet, got '/tmp/x'"):
        Dataset.range(3).cache("/tmp/x")


@pytest.mark.parametrize("buffer", [0, 1, 3, AUTOTUNE])
def test_prefetch_changes_nothing(buffer):
    slow = Dataset.range(20).map(lambda x: (time.sleep(0.0005), x)[1])
    assert plain(slow.prefetch(buffer)) == list(range(20))
    assert plain(Dataset.range(7).prefetch(buffer).batch(2)) == [[0, 1], [2, 3], [4, 5], [6]]


def test_a_slow_source_is_made_by_a_thread_and_a_quick_one_is_not():
    def names(seconds):
        seen = set()

        def look(x):
            time.sleep(seconds)
            seen.add(threading.current_thread().name)
            return x

        list(Dataset.range(20).map(look).prefetch(2))
        return seen

    assert "supple-prefetch" in names(0.001)
    assert names(0) == {threading.current_thread().name}


def test_the_thread_ends_when_nobody_wants_more():
    passing = iter(Dataset.range(1000).map(lambda x: (time.sleep(0.001), x)[1]).prefetch(2))
    for _ in range(6):
        next(passing)
    assert any(t.name == "supple-prefetch" for t in threading.enumerate())
    del passing
    deadline = time.monotonic() + 3
    while any(t.name == "supple-prefetch" for t in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(t.name == "supple-prefetch" for t in threading.enumerate())


def test_an_error_in_the_thread_is_raised_to_the_reader():
    def fails(x):
        time.sleep(0.001)
        if int(x) == 9:
            raise KeyError("nine")
        return x

    with pytest.raises(KeyError, match="nine"):
        list(Dataset.range(20).map(fails).prefetch(2))


def test_options_are_kept_merged_and_spelt_right():
    first, second = Options(), Options()
    first.deterministic = False
    second.experimental_distribute.auto_shard_policy = "off"
    dataset = Dataset.range(3).with_options(first).with_options(second).batch(2)
    assert dataset.options().deterministic is False
    assert dataset.options().experimental_distribute.auto_shard_policy == "off"
    assert dataset.options().experimental_slack is None
    with pytest.raises(
        UnknownNameError, match=r"Options.determinstic: no such option; there are autotune, dataset_name, determin"
    ):
        first.determinstic = True
    with pytest.raises(UnknownNameError, match=r"Options.threading.pool: no such option"):
        first.threading.pool = 3


def test_rows_cost_a_few_microseconds_a_batch():
    """A budget in Python frames: what does not depend on the machine."""
    import sys

    x = np.zeros((3200, 4), np.float32)
    dataset = Dataset.from_tensor_slices((x, x)).shuffle(3200).batch(32).prefetch(2)
    frames = 0

    def count(frame, event, argument):
        nonlocal frames
        frames += event == "call"

    sys.setprofile(count)
    try:
        batches = sum(1 for _ in dataset)
    finally:
        sys.setprofile(None)
    assert batches == 100
    assert frames / batches < 6
