"""map, filter, flat_map, interleave, scan, zip, concatenate, choose, sample."""

from __future__ import annotations

import threading
import time
from collections import Counter

import numpy as np
import pytest

from supple._core.recording import Ledger, enter, leave
from supple._core.spec import TensorSpec
from supple._core.tensor import Recorded
from supple._core.variable import Variable
from supple.data import AUTOTUNE, Dataset, experimental
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError, NotSupportedError, UnknownNameError

from .helpers import plain


def test_a_tuple_is_unpacked_and_a_dict_is_not():
    pairs = Dataset.from_tensor_slices(([1, 2], [3, 4]))
    assert plain(pairs.map(lambda a, b: a * b)) == [3, 8]
    assert plain(Dataset.from_tensor_slices({"a": [1, 2]}).map(lambda d: d["a"] + 1)) == [2, 3]
    with pytest.raises(TypeError, match="takes 1 positional argument but 2 were given"):
        list(pairs.map(lambda pair: pair))


def test_what_a_function_returns_becomes_tensors():
    numbers = Dataset.range(2)
    assert plain(numbers.map(lambda x: [x, x])) == [(0, 0), (1, 1)]
    assert plain(numbers.map(lambda x: ([x, x], x))) == [([0, 0], 0), ([1, 1], 1)]
    assert numbers.map(lambda _: 1.5).element_spec == TensorSpec([], "float32")
    assert next(iter(numbers.map(lambda x: (x, None))))[1] is None


@pytest.mark.parametrize("calls", [None, 1, 3, AUTOTUNE])
def test_map_keeps_the_order_however_long_each_takes(calls):
    def slow(x):
        time.sleep(0.001 * (7 - int(x) % 7))
        return x * 2

    assert plain(Dataset.range(30).map(slow, num_parallel_calls=calls)) == [2 * i for i in range(30)]


def test_a_slow_function_runs_in_several_threads_and_a_quick_one_in_none():
    seen = Counter()

    def slow(x):
        time.sleep(0.002)
        seen[threading.current_thread().name] += 1
        return x

    list(Dataset.range(30).map(slow, num_parallel_calls=3))
    assert sum(name.startswith("supple-map") for name in seen) >= 2
    seen.clear()

    def quick(x):
        seen[threading.current_thread().name] += 1
        return x

    list(Dataset.range(30).map(quick, num_parallel_calls=3))
    assert set(seen) == {threading.current_thread().name}


@pytest.mark.parametrize("calls", [None, 3])
def test_an_error_in_a_function_is_raised_where_the_element_is_taken(calls):
    def fails(x):
        time.sleep(0.001)
        if int(x) == 17:
            raise KeyError("seventeen")
        return x

    found = []
    with pytest.raises(KeyError, match="seventeen"):
        found.extend(int(element) for element in Dataset.range(30).map(fails, num_parallel_calls=calls))
    assert found == list(range(17))


def test_elements_that_fail_can_be_left_out_directly_behind_map():
    numbers = Dataset.range(4).map(lambda x: 12 // (int(x) - 1)).ignore_errors()
    assert plain(numbers) == [-12, 12, 6]
    with pytest.raises(NotSupportedError, match="ignore_errors: only directly behind map so far, got a Batch dataset"):
        Dataset.range(4).batch(2).ignore_errors()


def test_no_tape_records_what_a_pipeline_computes():
    weight = Variable(2.0)
    ledger = Ledger(watches_variables=True, shared=False)
    enter(ledger)
    try:
        (made,) = Dataset.from_tensors(3.0).map(lambda x: x * weight)
    finally:
        leave(ledger)
    assert not isinstance(made, Recorded)
    assert not ledger.reads


def test_specs_of_a_map_know_which_sizes_are_open():
    batches = Dataset.from_tensor_slices(np.zeros((5, 3))).batch(2)
    spec = batches.map(lambda x: (x, x[:, 0], x[0])).element_spec
    assert spec == (TensorSpec([None, 3], "float64"), TensorSpec([None], "float64"), TensorSpec([3], "float64"))
    closed = Dataset.from_tensor_slices(np.zeros((5, 3))).batch(2, drop_remainder=True)
    assert closed.map(lambda x: x + 1).element_spec == TensorSpec([2, 3], "float64")


def test_filter_and_take_while_ask_a_bool():
    assert plain(Dataset.range(6).filter(lambda x: x % 2 == 0)) == [0, 2, 4]
    assert plain(Dataset.range(3).filter(lambda _: True)) == [0, 1, 2]
    assert plain(Dataset.range(5).take_while(lambda x: x != 3)) == [0, 1, 2]
    with pytest.raises(
        ArgumentError, match=r"expected the predicate to return one bool, got shape \(\) and dtype int64"
    ):
        list(Dataset.range(3).filter(lambda x: x))


INTERLEAVED = {  # recorded from TensorFlow 2.21: numbers n from 1 to 5, each n times
    (1, 1): [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5],
    (2, 1): [1, 2, 2, 3, 3, 4, 3, 4, 4, 5, 4, 5, 5, 5, 5],
    (2, 2): [1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 4, 4, 5, 5, 5],
    (3, 1): [1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 4, 5, 5, 5],
    (3, 2): [1, 2, 2, 3, 3, 4, 4, 3, 4, 4, 5, 5, 5, 5, 5],
    (3, 3): [1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 4, 5, 5],
    (5, 1): [1, 2, 3, 4, 5, 2, 3, 4, 5, 3, 4, 5, 4, 5, 5],
    (5, 3): [1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 4, 5, 5],
}


@pytest.mark.parametrize(("cycle", "block"), INTERLEAVED)
@pytest.mark.parametrize("calls", [None, AUTOTUNE])
def test_interleave_takes_turns_as_tensorflow_does(cycle, block, calls):
    def times(x):
        return Dataset.from_tensors(x).repeat(x)

    found = Dataset.range(1, 6).interleave(times, cycle_length=cycle, block_length=block, num_parallel_calls=calls)
    assert plain(found) == INTERLEAVED[cycle, block]


def test_interleave_passes_empty_datasets_over():
    found = Dataset.range(6).interleave(lambda x: Dataset.from_tensors(x).repeat(x % 3), cycle_length=2, block_length=2)
    assert plain(found) == [1, 2, 2, 4, 5, 5]
    assert plain(Dataset.range(0).interleave(lambda _: Dataset.range(2), cycle_length=3)) == []


def test_flat_map_wants_datasets():
    assert plain(Dataset.range(4).flat_map(lambda x: Dataset.range(x))) == [0, 0, 1, 0, 1, 2]
    with pytest.raises(DtypeError, match="flat_map: expected the function to return a Dataset, got Tensor"):
        list(Dataset.range(3).flat_map(lambda x: x))


def test_scan_hands_a_state_on():
    assert plain(Dataset.range(4).scan(np.int64(10), lambda s, x: (s + x, s))) == [10, 10, 11, 13]
    pairs = Dataset.zip((Dataset.range(2), Dataset.range(2)))
    assert plain(pairs.scan(0, lambda s, x: (s, x))) == [(0, 0), (1, 1)]
    with pytest.raises(DtypeError, match=r"scan: expected the function to return \(new_state, element\)"):
        list(Dataset.range(4).scan(0, lambda _, x: x))


def test_enumerate_numbers_the_elements():
    found = Dataset.from_tensor_slices([5, 6]).enumerate(start=3)
    assert plain(found) == [(3, 5), (4, 6)]
    assert found.element_spec == (TensorSpec([], "int64"), TensorSpec([], "int32"))


def test_zip_keeps_the_structure_and_stops_with_the_shortest():
    a, b = Dataset.range(3), Dataset.range(2)
    assert plain(Dataset.zip({"a": a, "b": b})) == [{"a": 0, "b": 0}, {"a": 1, "b": 1}]
    assert (
        plain(Dataset.zip(a, b))
        == plain(Dataset.zip((a, b)))
        == plain(Dataset.zip(datasets=(a, b)))
        == [(0, 0), (1, 1)]
    )
    assert plain(Dataset.zip((a, (b, a)))) == [(0, (0, 0)), (1, (1, 1))]
    assert plain(Dataset.zip(a)) == [0, 1, 2]
    with pytest.raises(DtypeError, match="zip: expected datasets, or a tuple or dict of them"):
        Dataset.zip([a, b])
    with pytest.raises(DtypeError, match="zip: expected datasets"):
        Dataset.zip((a, 3))


def test_zipped_slices_are_rows_again():
    x, y = np.arange(12).reshape(6, 2), np.arange(7)
    zipped = Dataset.zip((Dataset.from_tensor_slices(x), Dataset.from_tensor_slices({"y": y})))
    assert zipped._node.rows() is not None
    assert plain(zipped) == [([2 * i, 2 * i + 1], {"y": i}) for i in range(6)]
    for rows, labels in zipped.shuffle(6, seed=1).batch(4):
        assert rows.numpy()[:, 0].tolist() == [2 * label for label in labels["y"].numpy().tolist()]


def test_concatenate_checks_that_elements_are_alike():
    assert plain(Dataset.range(3).concatenate(Dataset.range(2)).repeat(2)) == [0, 1, 2, 0, 1, 0, 1, 2, 0, 1]
    both = Dataset.from_tensors(np.zeros((5, 3))).concatenate(Dataset.from_tensors(np.zeros((4, 3))))
    assert both.element_spec == TensorSpec([None, 3], "float64")
    with pytest.raises(DtypeError, match="concatenate: the elements must have one structure and dtype"):
        list(Dataset.from_tensors(1).concatenate(Dataset.from_tensors(1.0)))
    with pytest.raises(DtypeError, match="concatenate: expected a Dataset, got list"):
        Dataset.range(3).concatenate([1])


@pytest.mark.parametrize(("stop", "expected"), [(True, [20, 10, 0, 11, 21]), (False, [20, 10, 0, 11, 21, 1, 12])])
def test_choices_are_those_of_tensorflow(stop, expected):
    choices = Dataset.from_tensor_slices(np.array([2, 1, 0, 1, 2, 2, 0, 1]))
    sources = [Dataset.range(3), Dataset.range(10, 14), Dataset.range(20, 22)]
    assert plain(Dataset.choose_from_datasets(sources, choices, stop_on_empty_dataset=stop)) == expected
    with pytest.raises(InvalidArgumentError, match="expected numbers below 1, the choice is 2"):
        list(Dataset.choose_from_datasets(sources[:1], choices))
    with pytest.raises(ArgumentError, match=r"expected at least one dataset, got \[\]"):
        Dataset.choose_from_datasets([], choices)


def test_samples_follow_the_weights_and_use_everything_up():
    sources = [Dataset.from_tensors(i).repeat() for i in range(3)]
    drawn = Counter(plain(Dataset.sample_from_datasets(sources, [0.5, 0.0, 1.5], seed=1).take(4000)))
    assert drawn[1] == 0
    assert abs(drawn[0] / 4000 - 0.25) < 0.04
    whole = Dataset.sample_from_datasets([Dataset.range(5), Dataset.range(10, 30)], seed=2)
    assert sorted(plain(whole)) == [*range(5), *range(10, 30)]
    assert plain(whole) == plain(whole)
    assert (
        len(plain(Dataset.sample_from_datasets([Dataset.range(2), Dataset.range(99)], stop_on_empty_dataset=True))) < 50
    )
    with pytest.raises(ArgumentError, match=r"expected 2 weights of at least 0 and not all 0, got \[1.0\]"):
        Dataset.sample_from_datasets(sources[:2], [1.0])


def test_apply_takes_functions_of_datasets():
    assert plain(Dataset.range(3).apply(lambda d: d.take(2))) == [0, 1]
    assert plain(Dataset.range(5).apply(experimental.map_and_batch(lambda x: x + 1, 2))) == [[1, 2], [3, 4], [5]]
    assert sorted(plain(Dataset.range(3).apply(experimental.shuffle_and_repeat(3, 2)))) == [0, 0, 1, 1, 2, 2]
    assert plain(experimental.from_list([1, 2])) == [1, 2]
    with pytest.raises(DtypeError, match="apply: expected the function to return a Dataset, got int"):
        Dataset.range(3).apply(lambda _: 3)


def test_an_asserted_size_is_known_and_checked():
    odd = Dataset.range(6).filter(lambda x: x % 2 == 1)
    assert len(odd.apply(experimental.assert_cardinality(3))) == 3
    with pytest.raises(InvalidArgumentError, match="expected 4 elements, the dataset has 3"):
        list(odd.apply(experimental.assert_cardinality(4)))


def test_unknown_names_say_what_is_near():
    with pytest.raises(UnknownNameError, match=r"tf\.data\.experimental\.from_lists: .*from_list"):
        experimental.from_lists  # noqa: B018
