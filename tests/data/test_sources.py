"""Where elements come from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
import torch

from supple._core.spec import TensorSpec
from supple._core.tensor import Tensor, wrap
from supple._core.variable import Variable
from supple.data import Dataset
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError, NotSupportedError, OutOfRangeError

from .helpers import plain


class Point(NamedTuple):
    x: object
    y: object


@pytest.mark.parametrize(
    ("given", "spec"),
    [  # recorded from TensorFlow 2.21
        ([[1, 2], [3, 4]], TensorSpec([2], "int32")),
        ([np.zeros(3), np.ones(3)], TensorSpec([3], "float64")),
        (([1, 2], np.zeros((2, 3))), (TensorSpec([], "int32"), TensorSpec([3], "float64"))),
        ({"a": [1.0], "b": [True]}, {"a": TensorSpec([], "float32"), "b": TensorSpec([], "bool")}),
    ],
)
def test_a_list_is_a_tensor_and_a_tuple_a_structure(given, spec):
    assert Dataset.from_tensor_slices(given).element_spec == spec


def test_slices_are_the_rows_in_the_structure_they_came_in():
    given = {"image": np.arange(6).reshape(3, 2), "pair": Point(np.arange(3.0), ([4, 5, 6],))}
    found = list(Dataset.from_tensor_slices(given))
    assert len(found) == 3
    assert isinstance(found[1]["pair"], Point)
    assert found[1]["image"].tolist() == [2, 3]
    assert found[1]["pair"].x.item() == 1.0
    assert found[1]["pair"].y[0].item() == 5
    assert type(found[1]["image"]) is Tensor


def test_slices_do_not_change_when_the_array_or_variable_does():
    array, variable = np.zeros(3), Variable([0.0, 0.0, 0.0])
    dataset = Dataset.from_tensor_slices((array, variable, wrap(torch.zeros(3))))
    array += 1
    variable.assign([1.0, 1.0, 1.0])
    assert plain(dataset) == [(0.0, 0.0, 0.0)] * 3


def test_a_batch_survives_the_next_ones(rng):
    x = rng.normal(size=(10, 2))
    batches = list(Dataset.from_tensor_slices(x).shuffle(10, seed=1).batch(3))
    np.testing.assert_array_equal(np.sort(np.concatenate([b.numpy() for b in batches]), 0), np.sort(x, 0))


@pytest.mark.parametrize(
    ("given", "error", "text"),
    [
        (([1, 2], [1]), ArgumentError, r"from_tensor_slices: .* equally long, got shapes \(2,\), \(1,\)"),
        (3, ArgumentError, "from_tensor_slices: expected tensors with a first axis"),
        (None, ArgumentError, "from_tensor_slices: expected tensors with a first axis to slice, got None"),
        (["a", "b"], NotSupportedError, "from_tensor_slices: tensors of strings are not done yet"),
        ([np.zeros(3), np.ones(2)], ArgumentError, "from_tensor_slices: the nested lists have different lengths"),
    ],
)
def test_what_has_no_rows_is_rejected(given, error, text):
    with pytest.raises(error, match=text):
        Dataset.from_tensor_slices(given)


def test_from_tensors_is_one_element():
    assert plain(Dataset.from_tensors((1, [2.0]))) == [(1, [2.0])]


@pytest.mark.parametrize("args", [(5,), (1, 9, 3), (5, 0, -2), (0,)])
def test_range_is_pythons_range(args):
    dataset = Dataset.range(*args)
    assert plain(dataset) == list(range(*args))
    assert dataset.element_spec == TensorSpec([], "int64")
    assert plain(dataset.batch(2)) == [list(range(*args))[i : i + 2] for i in range(0, len(range(*args)), 2)]


def test_range_takes_a_dtype_and_only_integers():
    assert Dataset.range(3, output_type="float32").element_spec.dtype == "float32"
    assert plain(Dataset.range(10**12).take(2)) == [0, 1]
    with pytest.raises(DtypeError, match=r"range: expected 1 to 3 integers, got \(2.5,\)"):
        Dataset.range(2.5)
    with pytest.raises(ArgumentError, match=r"range: expected 1 to 3 integers, got \(\)"):
        Dataset.range()


def test_a_generator_is_started_anew_for_each_pass():
    runs = []

    def numbers(stop):
        runs.append(int(stop))
        yield from range(stop)

    dataset = Dataset.from_generator(numbers, args=(3,), output_signature=TensorSpec([], "float32"))
    assert plain(dataset) == plain(dataset) == [0.0, 1.0, 2.0]
    assert runs == [3, 3]
    assert dataset.element_spec == TensorSpec([], "float32")


def test_output_types_and_shapes_say_what_a_signature_says():
    dataset = Dataset.from_generator(
        lambda: iter([([1, 2], 3)]), output_types=("int32", "float32"), output_shapes=([None], ())
    )
    assert dataset.element_spec == (TensorSpec([None], "int32"), TensorSpec([], "float32"))
    assert plain(dataset) == [([1, 2], 3.0)]
    unknown = Dataset.from_generator(lambda: iter([1]), output_types="int32")
    assert unknown.element_spec.shape.rank is None


@pytest.mark.parametrize(
    ("made", "signature", "error", "text"),
    [
        ([1, 2, 3], TensorSpec([2], "int32"), InvalidArgumentError, r"shape \(2,\), .* yielded one of \(3,\)"),
        (1.5, TensorSpec([], "int32"), DtypeError, "expected int32 values, the generator yielded 1.5"),
        (1, (TensorSpec([]), TensorSpec([])), DtypeError, "expected elements like .* yielded 1"),
        ((1, 2, 3), (TensorSpec([]), TensorSpec([])), DtypeError, r"yielded \(1, 2, 3\)"),
    ],
)
def test_a_generator_is_held_to_its_signature(made, signature, error, text):
    with pytest.raises(error, match=text):
        list(Dataset.from_generator(lambda: iter([made]), output_signature=signature))


def test_a_generator_must_be_a_function_and_have_one_signature():
    with pytest.raises(
        DtypeError, match="from_generator: expected a function that returns an iterator, got <list_iter"
    ):
        Dataset.from_generator(iter([1]), output_types="int32")
    with pytest.raises(DtypeError, match="expected the function to return an iterator, got 3"):
        list(Dataset.from_generator(lambda: 3))
    with pytest.raises(DtypeError, match="give output_signature or output_types, not both"):
        Dataset.from_generator(lambda: iter([1]), output_types="int32", output_signature=TensorSpec([], "int32"))
    with pytest.raises(DtypeError, match="output_signature: expected a nest of TensorSpec, got 'int32'"):
        Dataset.from_generator(lambda: iter([1]), output_signature="int32")


def test_random_numbers_repeat_unless_told_otherwise():
    once = Dataset.random(seed=4).take(5)
    assert plain(once) == plain(once) == plain(Dataset.random(seed=4).take(5))
    anew = Dataset.random(seed=4, rerandomize_each_iteration=True).take(5)
    assert plain(anew) != plain(anew)
    assert all(0 <= number < 2**32 for number in plain(once))


def test_counter_counts_on():
    assert plain(Dataset.counter(3, 2).take(3)) == [3, 5, 7]


def test_an_iterator_ends_as_in_tensorflow():
    iterator = iter(Dataset.range(1))
    assert iterator.get_next().item() == 0
    assert iterator.taken == 1
    with pytest.raises(OutOfRangeError, match="at its end, after 1 elements"):
        iterator.get_next()
    assert not iterator.get_next_as_optional().has_value()
    assert iter(Dataset.range(1)).get_next_as_optional().get_value().item() == 0
    with pytest.raises(InvalidArgumentError, match="get_value: the optional is empty"):
        iterator.get_next_as_optional().get_value()
    with pytest.raises(StopIteration):
        next(iter(Dataset.range(0)))


def test_repr_shows_the_last_step_its_name_and_the_spec():
    text = repr(Dataset.range(3).batch(2, name="pairs"))
    assert text == "<BatchDataset 'pairs' element_spec=TensorSpec(shape=(None,), dtype=tf.int64, name=None)>"


def test_a_dataset_cannot_be_made_of_something_else():
    with pytest.raises(DtypeError, match=r"make one by Dataset.from_tensor_slices, range, ..; got list"):
        Dataset([1, 2])
