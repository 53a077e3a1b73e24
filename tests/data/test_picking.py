"""shuffle, repeat, take, skip, shard: on rows (by number) and on elements (one by one)."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from supple._core import random_state
from supple.data import UNKNOWN_CARDINALITY, Dataset
from supple.errors import DtypeError, InvalidArgumentError

from .helpers import plain


def by_elements(dataset):
    """The same dataset, made so that nothing is known of rows."""
    return dataset.map(lambda x: x)


def both_ways(count=10):
    rows = Dataset.from_tensor_slices(np.arange(count))
    return pytest.mark.parametrize("source", [rows, by_elements(rows)], ids=["rows", "elements"])


PIPELINES = {
    "take": lambda d: d.take(4),
    "take none": lambda d: d.take(0),
    "take all": lambda d: d.take(-1),
    "take too many": lambda d: d.take(99),
    "skip": lambda d: d.skip(3),
    "skip all": lambda d: d.skip(-1),
    "repeat": lambda d: d.repeat(2),
    "repeat for ever": lambda d: d.repeat().take(25),
    "shard": lambda d: d.shard(3, 1),
    "shard of a repeat": lambda d: d.repeat(3).shard(4, 3),
    "skip in the second pass": lambda d: d.repeat(3).skip(13).take(9),
    "repeat of a take": lambda d: d.take(3).repeat(3).skip(1).shard(2, 0),
}
BY_HAND = {
    "take": [0, 1, 2, 3],
    "take none": [],
    "take all": list(range(10)),
    "take too many": list(range(10)),
    "skip": list(range(3, 10)),
    "skip all": [],
    "repeat": [*range(10), *range(10)],
    "repeat for ever": [*range(10), *range(10), *range(5)],
    "shard": [1, 4, 7],
    "shard of a repeat": [3, 7, 1, 5, 9, 3, 7],
    "skip in the second pass": [3, 4, 5, 6, 7, 8, 9, 0, 1],
    "repeat of a take": [1, 0, 2, 1],
}


@pytest.mark.parametrize("name", PIPELINES)
@both_ways()
def test_what_is_picked_is_what_lists_would_give(name, source):
    dataset = PIPELINES[name](source)
    assert plain(dataset) == BY_HAND[name]
    assert plain(dataset) == BY_HAND[name], "a second pass differs"
    size = dataset.cardinality().numpy()
    assert size == (len(BY_HAND[name]) if size >= 0 else size)


@pytest.mark.parametrize("name", PIPELINES)
@pytest.mark.parametrize("size", [1, 3, 4, 100])
@pytest.mark.parametrize("drop", [False, True])
def test_batches_of_picked_rows_hold_them_in_order(name, size, drop):
    batches = plain(PIPELINES[name](Dataset.from_tensor_slices(np.arange(10))).batch(size, drop_remainder=drop))
    flat = [item for batch in batches for item in batch]
    whole = len(BY_HAND[name]) // size * size if drop else len(BY_HAND[name])
    assert flat == BY_HAND[name][:whole]
    assert all(len(batch) == size for batch in batches[:-1])


@pytest.mark.parametrize("buffer", [1, 3, 10, 50, UNKNOWN_CARDINALITY])
@both_ways()
def test_a_shuffle_gives_every_element_once_and_another_order_each_time(buffer, source):
    dataset = source.shuffle(buffer, seed=7)
    first, second = plain(dataset), plain(dataset)
    assert sorted(first) == sorted(second) == list(range(10))
    assert (first == second) == (buffer == 1)


@pytest.mark.parametrize("buffer", [2, 5, 10, 20])
def test_rows_and_elements_are_shuffled_into_the_same_order(buffer):
    rows = Dataset.from_tensor_slices(np.arange(40))
    assert plain(rows.shuffle(buffer, seed=3)) == plain(by_elements(rows).shuffle(buffer, seed=3))
    assert plain(rows.repeat(2).shuffle(buffer, seed=3)) == plain(by_elements(rows).repeat(2).shuffle(buffer, seed=3))


@pytest.mark.parametrize("buffer", [1, 2, 5, 17])
@both_ways(40)
def test_no_element_leaves_the_buffer_before_it_can_be_in_it(buffer, source):
    for place, item in enumerate(plain(source.shuffle(buffer, seed=5))):
        assert item < place + buffer


def test_the_first_of_a_buffer_of_three_is_any_of_three():
    dataset = Dataset.range(9).shuffle(3, seed=1)
    firsts = Counter(plain(dataset.take(1))[0] for _ in range(300))
    assert set(firsts) == {0, 1, 2}
    assert min(firsts.values()) > 60


def test_equal_seeds_give_equal_orders_pass_by_pass():
    one, two = (Dataset.range(20).shuffle(20, seed=4) for _ in range(2))
    assert [plain(one), plain(one)] == [plain(two), plain(two)]
    assert plain(Dataset.range(20).shuffle(20, seed=5)) != plain(Dataset.range(20).shuffle(20, seed=4))


def test_without_a_seed_the_order_follows_the_global_seed():
    def run():
        random_state.set_seed(11)
        return plain(Dataset.range(20).shuffle(20))

    assert run() == run()
    assert run() != plain(Dataset.range(20).shuffle(20))


@pytest.mark.parametrize("seed", [None, 4])
def test_a_shuffle_that_does_not_reshuffle_keeps_its_order(seed):
    dataset = Dataset.range(20).shuffle(20, seed=seed, reshuffle_each_iteration=False)
    first = plain(dataset)
    assert plain(dataset) == first
    assert plain(dataset.repeat(2)) == first * 2


def test_each_repetition_is_shuffled_anew_and_whole():
    order = plain(Dataset.range(20).shuffle(20, seed=4).repeat(3))
    passes = [order[:20], order[20:40], order[40:]]
    assert all(sorted(each) == list(range(20)) for each in passes)
    assert passes[0] != passes[1] != passes[2]


def test_a_shuffle_behind_a_repeat_mixes_the_passes():
    order = plain(Dataset.range(10).repeat(2).shuffle(20, seed=4))
    assert sorted(order) == sorted([*range(10), *range(10)])
    assert sorted(order[:10]) != list(range(10))


def known_sizes():
    """Pipelines with their cardinalities, recorded from TensorFlow 2.21."""
    r = Dataset.range(5)
    f = r.filter(lambda x: x > 1)
    return [
        (f, -2),
        (f.repeat(), -1),
        (f.repeat(2), -2),
        (f.repeat(0), 0),
        (f.take(2), -2),
        (f.take(0), -2),
        (f.skip(1), -2),
        (f.skip(-1), -2),
        (f.take(-1), -2),
        (r.repeat(), -1),
        (r.repeat().take(2), 2),
        (r.repeat().skip(2), -1),
        (r.repeat().batch(2), -1),
        (f.batch(2), -2),
        (r.batch(2), 3),
        (r.batch(2, drop_remainder=True), 2),
        (r.batch(2).unbatch(), -2),
        (r.flat_map(lambda _: r), -2),
        (r.interleave(lambda _: r), -2),
        (r.take_while(lambda x: x < 3), -2),
        (Dataset.zip((r, r.repeat())), 5),
        (Dataset.zip((r, f)), -2),
        (r.concatenate(f), -2),
        (f.concatenate(r.repeat()), -1),
        (r.window(2), 3),
        (r.window(2, drop_remainder=True), 2),
        (Dataset.range(7).window(3, shift=2), 4),
        (Dataset.range(7).window(3, shift=2, drop_remainder=True), 3),
        (Dataset.range(7).window(3, shift=1, stride=2, drop_remainder=True), 3),
        (Dataset.range(7).shard(3, 1), 2),
        (r.enumerate(), 5),
        (r.shuffle(2), 5),
        (r.cache().prefetch(1), 5),
        (r.scan(0, lambda s, x: (s, x)), 5),
        (r.unique(), -2),
        (Dataset.choose_from_datasets([r, r], r), -2),
        (Dataset.sample_from_datasets([r, r]), -2),
        (Dataset.sample_from_datasets([r.repeat(), r]), -1),
        (Dataset.random(), -1),
        (Dataset.range(0).repeat(), 0),
        (Dataset.from_tensors(1).repeat(3), 3),
        (r.take(0).repeat(), 0),
        (Dataset.from_generator(lambda: iter([1]), output_types="int32"), -2),
    ]


@pytest.mark.parametrize(("dataset", "size"), known_sizes())
def test_cardinalities_are_those_of_tensorflow(dataset, size):
    found = dataset.cardinality()
    assert found.dtype == "int64"
    assert int(found) == size


def test_len_is_the_number_of_elements_or_says_why_not():
    assert len(Dataset.range(5).batch(2)) == 3
    with pytest.raises(DtypeError, match=r"len\(\): the number of elements of .*RepeatDataset.* is infinite"):
        len(Dataset.range(3).repeat())
    with pytest.raises(DtypeError, match=r"len\(\): the number of elements of .*FilterDataset.* is unknown"):
        len(Dataset.range(3).filter(lambda x: x > 1))
    assert bool(Dataset.range(0))


@pytest.mark.parametrize(
    ("method", "arguments", "error", "text"),
    [
        ("batch", (0,), InvalidArgumentError, "batch: batch_size: expected an integer of at least 1, got 0"),
        ("batch", (2.5,), DtypeError, "batch: batch_size: expected an integer, got 2.5"),
        ("shuffle", (0,), InvalidArgumentError, "shuffle: buffer_size: .* at least 1, got 0"),
        ("shuffle", (3, "a"), DtypeError, "shuffle: seed: expected an integer, got 'a'"),
        ("shard", (2, 2), InvalidArgumentError, "shard: index: expected a number below num_shards=2, got 2"),
        ("shard", (2, -1), InvalidArgumentError, "shard: index: .* at least 0, got -1"),
        ("take", ("x",), DtypeError, "take: count: expected an integer, got 'x'"),
        ("prefetch", (-3,), InvalidArgumentError, "prefetch: buffer_size: .* at least -1, got -3"),
        ("map", (abs, 0), InvalidArgumentError, "num_parallel_calls: expected AUTOTUNE or at least 1, got 0"),
        ("window", (0,), InvalidArgumentError, "window: size: .* at least 1, got 0"),
    ],
)
def test_wrong_numbers_raise_and_are_shown(method, arguments, error, text):
    with pytest.raises(error, match=text):
        getattr(Dataset.range(3), method)(*arguments)
