"""Helpers of keras.utils on arrays and datasets."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from supple._core.tensor import Tensor, wrap
from supple.data import Dataset
from supple.data.labels import normalize, pad_sequences, to_categorical
from supple.data.seeding import set_random_seed
from supple.data.splitting import split_dataset
from supple.errors import ArgumentError, DtypeError

from .helpers import plain


@pytest.mark.parametrize("labels", [[0, 2, 1], [[0], [2]], [[0, 1], [1, 0]], 1, [0.0, 1.7]])
@pytest.mark.parametrize("classes", [None, 5])
def test_one_hot_rows_have_a_one_where_the_label_says(labels, classes):
    found = to_categorical(labels, classes)
    flat = np.asarray(labels)[..., 0] if np.shape(labels)[-1:] == (1,) else np.asarray(labels)
    assert found.shape == (*flat.shape, classes or int(flat.max()) + 1)
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found.argmax(-1), flat.astype(int))
    assert (found.sum(-1) == 1).all()


def test_a_tensor_of_labels_gives_a_tensor():
    found = to_categorical(wrap(torch.tensor([0, 1])), 3)
    assert isinstance(found, Tensor)
    assert found.dtype == "float32"
    assert found.tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]


@pytest.mark.parametrize(
    ("labels", "classes", "text"),
    [([0, 5], 4, "from 0 to num_classes - 1 = 3, got 5"), ([-1, 1], 3, "got -1"), ([], None, "x has no labels")],
)
def test_labels_out_of_range_are_shown(labels, classes, text):
    with pytest.raises(ArgumentError, match=f"to_categorical: .*{text}"):
        to_categorical(labels, classes)


def test_rows_are_divided_by_their_norm_and_zeros_stay():
    assert normalize(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist() == [[0.6, 0.8], [0.0, 0.0]]
    found = normalize([[3, 4], [1, 0]], axis=0, order=1)
    assert isinstance(found, Tensor)
    assert found.tolist() == [[0.75, 1.0], [0.25, 0.0]]
    np.testing.assert_allclose(normalize(wrap(torch.tensor([[3.0, 4.0]]))).numpy(), [[0.6, 0.8]])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [  # recorded from Keras 3.15
        (([[1], [2, 3], [4, 5, 6]],), [[0, 0, 1], [0, 2, 3], [4, 5, 6]]),
        (([[1], [2, 3], [4, 5, 6]], 2, "int32", "post", "post", -1), [[1, -1], [2, 3], [4, 5]]),
        (([[1], [2, 3], [4, 5, 6]], 2), [[0, 1], [2, 3], [5, 6]]),
        (([[[1, 2]], [[3, 4], [5, 6]]],), [[[0, 0], [1, 2]], [[3, 4], [5, 6]]]),
        (([[1.5]], 2, "float32"), [[0.0, 1.5]]),
        (([[], [1]],), [[0], [1]]),
    ],
)
def test_padded_sequences_are_those_of_keras(arguments, expected):
    found = pad_sequences(*arguments)
    assert found.tolist() == expected
    assert found.dtype == (arguments[2] if len(arguments) > 2 else np.int32)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"sequences": [[1]], "padding": "x"}, "padding: expected 'pre' or 'post', got 'x'"),
        ({"sequences": [[1]], "truncating": "x"}, "truncating: expected 'pre' or 'post', got 'x'"),
        ({"sequences": [1, 2]}, "expected a list of sequences, one of them is 1"),
        ({"sequences": 3}, "expected a list of sequences, got 3"),
        ({"sequences": [[[1, 2]], [[3]]]}, r"expected items of shape \(2,\), sequence number 1 has items of \(1,\)"),
        ({"sequences": [[1]], "value": "a"}, "value: 'a' is no int32; pass dtype=object"),
    ],
)
def test_sequences_that_cannot_be_padded_are_rejected(arguments, text):
    with pytest.raises(ArgumentError, match=f"pad_sequences: {text}"):
        pad_sequences(**arguments)


@pytest.mark.parametrize(
    ("sizes", "left", "right"),
    [  # recorded from Keras 3.15
        ({"left_size": 0.3}, 3, 7),
        ({"left_size": 3}, 3, 7),
        ({"right_size": 0.3}, 7, 3),
        ({"left_size": 0.3, "right_size": 0.4}, 3, 4),
        ({"left_size": 0.38, "right_size": 0.38}, 4, 4),
    ],
)
@pytest.mark.parametrize("kind", ["array", "pair", "dataset", "ragged"])
def test_a_dataset_is_cut_in_two(sizes, left, right, kind):
    x = np.arange(10)
    ragged = Dataset.range(10).map(lambda n: np.full(int(n), int(n)))
    data = {"array": x, "pair": (x, x), "dataset": Dataset.range(10), "ragged": ragged}[kind]
    first, second = split_dataset(data, **sizes)
    whole = plain(data) if isinstance(data, Dataset) else plain(Dataset.from_tensor_slices(data))
    assert plain(first) == whole[:left]
    assert plain(second) == whole[10 - right :]


def test_a_shuffled_split_loses_nothing_and_repeats():
    one, two = (split_dataset(np.arange(20), 0.5, shuffle=True, seed=1) for _ in range(2))
    assert sorted(plain(one[0]) + plain(one[1])) == list(range(20))
    assert plain(one[0]) != list(range(10))
    assert plain(one[0]) == plain(two[0])


@pytest.mark.parametrize(
    ("data", "arguments", "error", "text"),
    [
        (np.arange(10), {}, ArgumentError, "give left_size or right_size, got None and None"),
        (np.arange(10), {"left_size": 1.5}, ArgumentError, "left_size: expected a fraction, .* got 1.5"),
        (np.arange(10), {"left_size": 20}, ArgumentError, "left_size: .* a number below 10, got 20"),
        (np.arange(10), {"left_size": "a"}, DtypeError, "left_size: expected an int, a float or None, got 'a'"),
        (np.arange(10), {"left_size": 0.8, "right_size": 0.5}, ArgumentError, ".*make 8 and 5 of 10 elements"),
        (3, {"left_size": 0.5}, DtypeError, "expected arrays, .* got int"),
        (Dataset.range(3).repeat(), {"left_size": 0.5}, ArgumentError, "expected a dataset that ends"),
        (
            np.arange(9),
            {"left_size": 0.5, "preferred_backend": "torch"},
            ArgumentError,
            "preferred_backend: .* got 'torch'",
        ),
    ],
)
def test_a_cut_that_cannot_be_is_rejected(data, arguments, error, text):
    with pytest.raises(error, match=f"split_dataset: {text}"):
        split_dataset(data, **arguments)


def test_one_seed_restarts_every_stream():
    def draw():
        return random.random(), np.random.rand(), Dataset.range(20).shuffle(20).take(1).get_single_element().item()

    set_random_seed(3)
    first = [draw() for _ in range(2)]
    set_random_seed(3)
    assert [draw() for _ in range(2)] == first
    assert first[0] != first[1]
    with pytest.raises(ArgumentError, match=r"set_random_seed: expected an int from 0 to 2\*\*32 - 1, got -1"):
        set_random_seed(-1)
