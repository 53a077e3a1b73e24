"""Batches, padded batches, windows, groups, buckets."""

from __future__ import annotations

import numpy as np
import pytest

from supple._core.spec import TensorSpec
from supple.data import Dataset
from supple.data.spec import DatasetSpec
from supple.errors import ArgumentError, DataLossError, DtypeError, InvalidArgumentError, NotSupportedError

from .helpers import plain

LISTS = [[0], [1, 2], [3, 4, 5], [6, 7], [8, 9, 10, 11], [12, 13, 14, 15, 16], [17]]


def ragged():
    return Dataset.from_generator(lambda: iter(LISTS), output_signature=TensorSpec([None], "int32"))


def length(element):
    return len(element)


def test_elements_are_stacked_in_their_structure():
    dataset = Dataset.from_tensor_slices({"a": np.arange(5), "b": (np.arange(10.0).reshape(5, 2),)}).map(lambda d: d)
    found = plain(dataset.batch(2))
    assert found[0] == {"a": [0, 1], "b": ([[0.0, 1.0], [2.0, 3.0]],)}
    assert found[2] == {"a": [4], "b": ([[8.0, 9.0]],)}


def test_elements_that_do_not_fit_are_named():
    with pytest.raises(
        InvalidArgumentError, match=r"the first is TensorSpec\(shape=\(1,\).* number 1 is .*shape=\(2,\)"
    ):
        list(ragged().batch(2))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [  # recorded from TensorFlow 2.21
        ({}, [[[0, 0, 0], [1, 2, 0], [3, 4, 5]], [[6, 7, 0, 0, 0], [8, 9, 10, 11, 0], [12, 13, 14, 15, 16]], [[17]]]),
        ({"drop_remainder": True, "padding_values": -1}, [[[0, -1, -1], [1, 2, -1], [3, 4, 5]], None]),
        ({"padded_shapes": [6]}, [[[0, 0, 0, 0, 0, 0], [1, 2, 0, 0, 0, 0], [3, 4, 5, 0, 0, 0]], None, None]),
    ],
)
def test_padded_batches_are_those_of_tensorflow(arguments, expected):
    found = plain(ragged().padded_batch(3, **arguments))
    assert len(found) == len(expected)
    assert all(want is None or want == have for want, have in zip(expected, found, strict=True))


def test_each_part_has_its_own_shape_and_padding():
    pairs = ragged().map(lambda e: (e, len(e)))
    found = plain(pairs.padded_batch(4, padded_shapes=([None], []), padding_values=(9, 8)))
    assert found[0] == ([[0, 9, 9], [1, 2, 9], [3, 4, 5], [6, 7, 9]], [1, 2, 3, 2])
    spec = pairs.padded_batch(4, padded_shapes=([7], []), drop_remainder=True).element_spec
    assert spec == (TensorSpec([4, 7], "int32"), TensorSpec([4], "int32"))


def test_padding_does_not_touch_two_axes_less_than_needed(rng):
    parts = [rng.normal(size=(2, 5)), rng.normal(size=(4, 1))]
    dataset = Dataset.from_generator(lambda: iter(parts), output_signature=TensorSpec([None, None], "float64"))
    (found,) = dataset.padded_batch(2).as_numpy_iterator()
    expected = np.zeros((2, 4, 5))
    expected[0, :2, :5], expected[1, :4, :1] = parts
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"padded_shapes": [2]}, DataLossError, r"an element of size 3 is longer than padded_shapes \(2,\)"),
        ({"padded_shapes": [2, 2]}, ArgumentError, "padded_shapes: expected a shape of rank 1"),
        ({"padding_values": -1.0}, DtypeError, "padding_values: expected a int32, got -1.0"),
    ],
)
def test_padding_that_cannot_be_is_rejected(arguments, error, text):
    with pytest.raises(error, match=text):
        list(ragged().padded_batch(3, **arguments))


@pytest.mark.parametrize(
    ("count", "arguments", "expected"),
    [  # recorded from TensorFlow 2.21
        (7, {"size": 3}, [[0, 1, 2], [3, 4, 5], [6]]),
        (7, {"size": 3, "drop_remainder": True}, [[0, 1, 2], [3, 4, 5]]),
        (5, {"size": 3, "shift": 1}, [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4], [4]]),
        (7, {"size": 3, "shift": 1, "stride": 2}, [[0, 2, 4], [1, 3, 5], [2, 4, 6], [3, 5], [4, 6], [5], [6]]),
        (7, {"size": 3, "shift": 1, "stride": 2, "drop_remainder": True}, [[0, 2, 4], [1, 3, 5], [2, 4, 6]]),
        (12, {"size": 3, "shift": 5}, [[0, 1, 2], [5, 6, 7], [10, 11]]),
    ],
)
def test_windows_are_those_of_tensorflow(count, arguments, expected):
    windows = list(Dataset.range(count).window(**arguments))
    assert [plain(window) for window in windows] == expected
    assert len(Dataset.range(count).window(**arguments)) == len(expected)


def test_windows_of_nests_are_nests_of_datasets():
    numbers = Dataset.range(3)
    pair = next(iter(Dataset.zip((numbers, numbers)).window(2)))
    assert isinstance(pair, tuple)
    assert [plain(part) for part in pair] == [[0, 1], [0, 1]]
    named = next(iter(Dataset.from_tensor_slices({"a": [1, 2, 3]}).window(2)))
    assert plain(named["a"]) == [1, 2]
    assert numbers.window(2).element_spec == DatasetSpec(TensorSpec([], "int64"))
    assert plain(numbers.window(2).flat_map(lambda window: window.batch(2))) == [[0, 1], [2]]


@pytest.mark.parametrize(
    ("key", "batch", "arguments", "expected"),
    [  # recorded from TensorFlow 2.21
        (lambda x: x % 3, 2, {"window_size": 2}, [[0, 3], [1, 4], [2, 5], [6, 9], [7], [8]]),
        (lambda x: (x * 7) % 4, 5, {"window_size": 5}, [[0, 4, 8], [3, 7], [2, 6], [1, 5, 9]]),
        (
            *(lambda x: x % 3, 9, {"window_size_func": lambda key: key + 1}),
            [[0], [3], [1, 4], [6], [2, 5, 8], [9], [7]],
        ),
    ],
)
def test_groups_are_those_of_tensorflow(key, batch, arguments, expected):
    found = Dataset.range(10).group_by_window(key, lambda _, group: group.batch(batch), **arguments)
    assert plain(found) == expected


def test_a_group_needs_one_size():
    with pytest.raises(ArgumentError, match="give window_size or window_size_func, got None and None"):
        Dataset.range(3).group_by_window(lambda x: x, lambda _, group: group)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [  # recorded from TensorFlow 2.21
        ({}, [[[0, 0], [1, 2]], [[3, 4, 5, 0], [8, 9, 10, 11]], [[6, 7], [17, 0]], [[12, 13, 14, 15, 16]]]),
        ({"drop_remainder": True}, [[[0, 0], [1, 2]], [[3, 4, 5, 0], [8, 9, 10, 11]], [[6, 7], [17, 0]]]),
        (
            {"padding_values": -1},
            [[[0, -1], [1, 2]], [[3, 4, 5, -1], [8, 9, 10, 11]], [[6, 7], [17, -1]], [[12, 13, 14, 15, 16]]],
        ),
    ],
)
def test_buckets_are_those_of_tensorflow(arguments, expected):
    assert plain(ragged().bucket_by_sequence_length(length, [3, 5], [2, 2, 2], **arguments)) == expected


def test_buckets_can_be_padded_to_one_less_than_their_boundary():
    short = ragged().filter(lambda e: len(e) < 4)
    found = plain(short.bucket_by_sequence_length(length, [4, 6], [2, 2, 2], pad_to_bucket_boundary=True))
    assert found == [[[0, 0, 0], [1, 2, 0]], [[3, 4, 5], [6, 7, 0]], [[17, 0, 0]]]
    with pytest.raises(InvalidArgumentError, match="must be shorter than 3, got one of length 3"):
        list(ragged().bucket_by_sequence_length(length, [2, 3], [1, 1, 1], pad_to_bucket_boundary=True))


def test_buckets_of_equal_lengths_need_no_padding():
    pairs = Dataset.from_tensor_slices(np.ones((4, 3))).map(lambda e: (e, 1))
    found = plain(pairs.bucket_by_sequence_length(lambda e, _: len(e), [2], [1, 2], no_padding=True))
    assert [np.shape(batch[0]) for batch in found] == [(2, 3), (2, 3)]


@pytest.mark.parametrize(
    ("boundaries", "sizes", "text"),
    [([3, 5], [2, 2], "got 2 sizes and 2 boundaries"), ([5, 3], [2, 2, 2], r"must increase, got \[5, 3\]")],
)
def test_buckets_need_rising_boundaries_and_one_size_more(boundaries, sizes, text):
    with pytest.raises(ArgumentError, match=text):
        ragged().bucket_by_sequence_length(length, boundaries, sizes)


def test_unbatch_gives_the_rows():
    assert plain(Dataset.from_tensors((np.arange(3), {"a": np.arange(3)})).unbatch()) == [
        (i, {"a": i}) for i in range(3)
    ]
    with pytest.raises(ArgumentError, match="unbatch: expected elements with a first axis"):
        list(Dataset.range(3).unbatch())
    with pytest.raises(ArgumentError, match=r"unbatch: .* equally long, got .*\(3,\).*\(2,\)"):
        list(Dataset.from_tensors((np.arange(3), np.arange(2))).unbatch())


def test_rebatch_cuts_the_same_rows_otherwise():
    assert plain(Dataset.range(7).batch(3).rebatch(2)) == [[0, 1], [2, 3], [4, 5], [6]]
    assert plain(Dataset.range(7).batch(7).rebatch([1, 2])) == [[0], [1, 2], [3], [4, 5], [6]]
    assert plain(Dataset.range(7).batch(3).rebatch(2, drop_remainder=True)) == [[0, 1], [2, 3], [4, 5]]


def test_unique_keeps_what_comes_first():
    assert plain(Dataset.from_tensor_slices([1, 2, 1, 3, 2]).unique()) == [1, 2, 3]


def test_reduce_hands_the_state_on():
    numbers = Dataset.range(4)
    assert numbers.reduce(np.int64(0), lambda s, x: s + x).item() == 6
    both = Dataset.zip((numbers, numbers)).reduce((np.int64(0), np.int64(1)), lambda s, x: (s[0] + x[0], s[1] + x[1]))
    assert [part.item() for part in both] == [6, 7]


def test_a_single_element_is_one():
    assert Dataset.range(1).get_single_element().item() == 0
    with pytest.raises(InvalidArgumentError, match="expected one element, the dataset has no"):
        Dataset.range(0).get_single_element()
    with pytest.raises(InvalidArgumentError, match="expected one element, the dataset has more"):
        Dataset.range(2).get_single_element()


def test_ragged_and_sparse_batches_say_what_to_use_instead():
    with pytest.raises(NotSupportedError, match=r"ragged_batch\(2\): .* use padded_batch"):
        ragged().ragged_batch(2)
    with pytest.raises(NotSupportedError, match=r"sparse_batch\(2\): .* use padded_batch"):
        ragged().sparse_batch(2, [3])
