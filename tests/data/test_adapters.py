"""What fit, evaluate and predict take, as batches."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.utils.data

from supple._core import random_state, settings, tree
from supple._core.tensor import Tensor, wrap
from supple._core.variable import Variable
from supple.data import Dataset
from supple.data.adapters import adapt, validation_split
from supple.data.packing import pack_x_y_sample_weight, unpack_x_y_sample_weight
from supple.data.py_dataset import PyDataset
from supple.errors import ArgumentError, DtypeError, NotSupportedError


def kinds(batch):
    """The structure of a batch, with dtype and shape in the place of tensors."""
    return tree.map_structure(lambda t: None if t is None else f"{t.dtype.name}{list(t.shape)}", batch)


def batches(*args, **kwargs):
    return list(adapt(*args, **kwargs).epoch())


def lists(source):
    return [tree.map_structure(lambda t: t.tolist(), batch) for batch in source.epoch()]


x3 = np.zeros((5, 3))


@pytest.mark.parametrize(
    ("given", "expected"),
    [  # what train_step gets, recorded from Keras 3.15
        ((x3.astype("f8"), x3.astype("f8")), ("float32[2, 3]", "float32[2, 3]")),
        ((x3.astype("f2"), x3.astype("f4")), ("float32[2, 3]", "float32[2, 3]")),
        ((x3.astype("i8"), x3.astype("i4")), ("int64[2, 3]", "int32[2, 3]")),
        ((x3.astype("u1"), x3.astype("?")), ("uint8[2, 3]", "bool[2, 3]")),
        ((wrap(torch.zeros(5, 3, dtype=torch.float64)), wrap(torch.zeros(5))), ("float32[2, 3]", "float32[2]")),
        ((x3,), "float32[2, 3]"),
        (([x3, np.zeros((5, 2))],), (("float32[2, 3]", "float32[2, 2]"),)),
        (((x3, np.zeros((5, 2))),), (("float32[2, 3]", "float32[2, 2]"),)),
        (({"a": x3},), {"a": "float32[2, 3]"}),
        (({"a": x3}, {"b": np.zeros(5)}), ({"a": "float32[2, 3]"}, {"b": "float32[2]"})),
        ((x3, np.zeros(5), np.ones(5)), ("float32[2, 3]", "float32[2]", "float32[2]")),
        ((x3, np.zeros(5), np.ones(5, int)), ("float32[2, 3]", "float32[2]", "int64[2]")),
        (([x3, x3], [x3, np.zeros(5)]), (("float32[2, 3]",) * 2, ("float32[2, 3]", "float32[2]"))),
    ],
)
def test_batches_of_arrays_are_those_of_keras(given, expected):
    found = batches(*given, batch_size=2)
    assert kinds(found[0]) == expected
    assert len(found) == 3
    assert adapt(*given, batch_size=2).steps == 3
    assert all(type(leaf) is Tensor for leaf in tree.flatten(found[0]))


@pytest.mark.parametrize(
    "given",
    [
        [[1.0, 2.0], [3.0, 4.0]],
        ([1.0, 2.0], [3.0, 4.0]),
        torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
        Variable([[1.0, 2.0], [3.0, 4.0]]),
        np.array([[1, 2], [3, 4]], dtype=object),
        np.array([[1.0, 9.0, 2.0], [3.0, 9.0, 4.0]])[:, ::2],
        np.array([[2.0, 1.0], [4.0, 3.0]])[:, ::-1],
        np.array([[1.0, 2.0], [3.0, 4.0]], dtype=">f8"),
        np.broadcast_to([[1.0, 2.0], [3.0, 4.0]], (2, 2)),
    ],
    ids=["lists", "tuples", "torch", "variable", "objects", "strides", "reversed", "big-endian", "read-only"],
)
def test_whatever_holds_numbers_is_an_array(given):
    (batch,) = batches(given)
    assert batch.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_mapped_file_is_read_batch_by_batch(tmp_path):
    np.save(tmp_path / "x.npy", np.arange(100, dtype="f4").reshape(50, 2))
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    source = adapt(mapped, batch_size=20)
    assert source.rows.leaves[0].data_ptr() == mapped.ctypes.data
    np.testing.assert_array_equal(np.concatenate([b.numpy() for b in source.epoch()]), mapped)


def test_a_table_is_an_array_and_its_columns_are_columns():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"a": [1.0, 2.0], "b": [3, 4], "y": [0, 1]})
    ((x, y),) = batches(table[["a", "b"]], table["y"])
    assert x.tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert y.tolist() == [[0], [1]]


def test_a_column_of_a_table_has_two_axes_as_in_keras():
    """The same without pandas: what counts is where the class comes from."""
    column = type("Series", (), {"__module__": "pandas.core.series", "to_numpy": lambda self: np.arange(3.0)})
    ((x, y),) = batches(column(), {"y": column()})
    assert x.tolist() == y["y"].tolist() == [[0.0], [1.0], [2.0]]


def test_floats_take_the_default_float_type():
    settings.set_floatx("float64")
    try:
        assert kinds(batches(x3.astype("f4"))[0]) == "float64[5, 3]"
    finally:
        settings.set_floatx("float32")


def test_batches_keep_their_values_when_the_array_changes(rng):
    x = rng.normal(size=(50, 3)).astype("f4")
    before = x.copy()
    found = batches(x, batch_size=8)
    x += 1
    np.testing.assert_array_equal(np.concatenate([b.numpy() for b in found]), before)


@pytest.mark.parametrize("rows", [1, 7, 32, 100, 5000])
@pytest.mark.parametrize("size", [1, 3, 32, 256])
def test_a_shuffled_pass_gives_every_row_once_with_its_target(rows, size):
    source = adapt(np.arange(rows), {"y": np.arange(rows) * 2}, batch_size=size, shuffle=True)
    for _ in range(2):
        found = lists(source)
        assert len(found) == source.steps == -(-rows // size)
        assert [len(b[0]) for b in found[:-1]] == [size] * (len(found) - 1)
        order = [item for b in found for item in b[0]]
        assert sorted(order) == list(range(rows))
        assert [item for b in found for item in b[1]["y"]] == [2 * item for item in order]


def test_each_pass_has_its_own_order_which_follows_the_seed():
    def run():
        random_state.set_seed(5)
        source = adapt(np.arange(100), batch_size=100, shuffle=True)
        return lists(source), lists(source)

    first, second = run()
    assert first != second
    assert run() == (first, second)


def test_batches_can_be_shuffled_as_a_whole():
    found = lists(adapt(np.arange(10), batch_size=4, shuffle="batch"))
    assert sorted(found[:2]) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert found[2] == [8, 9]
    orders = {tuple(lists(adapt(np.arange(40), batch_size=4, shuffle="batch"))[0]) for _ in range(20)}
    assert len(orders) > 3


@pytest.mark.parametrize(
    ("steps", "epochs", "expected"),
    [(2, 6, [2, 1, 2, 1, 2, 1]), (4, 3, [3, 3, 3]), (1, 5, [1, 1, 1, 1, 1]), (3, 3, [3, 3, 3])],
)
@pytest.mark.parametrize("kind", ["arrays", "dataset", "PyDataset"])
@pytest.mark.filterwarnings("ignore:the data ended")
def test_a_pass_goes_on_in_the_next_epoch_as_in_keras(steps, epochs, expected, kind):
    """Recorded from Keras 3.15: batches in each epoch, over three batches of data."""
    data = {"arrays": np.arange(6), "dataset": Dataset.range(6).batch(2), "PyDataset": Squares(3)}[kind]
    size = 2 if kind == "arrays" else None
    source = adapt(data, batch_size=size, steps_per_epoch=steps)
    assert source.steps == steps
    assert [sum(1 for _ in source.epoch()) for _ in range(epochs)] == expected


def test_an_epoch_that_ends_early_warns():
    source = adapt(Dataset.range(3), steps_per_epoch=2)
    assert len(list(source.epoch())) == 2
    with pytest.warns(UserWarning, match="the data ended after 1 of 2 steps of this epoch"):
        assert len(list(source.epoch())) == 1


def test_steps_and_no_batch_size_make_that_many_batches():
    assert [len(b) for b in batches(np.arange(5), steps_per_epoch=2)] == [3, 2]
    assert [len(b) for b in batches(np.arange(70))] == [32, 32, 6]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (np.array([0, 1, 2, 3, 1]), [1.0, 2.0, 1.0, 5.0, 2.0]),
        (np.array([[0], [1], [2], [3], [1]]), [1.0, 2.0, 1.0, 5.0, 2.0]),
        (np.eye(4)[[0, 1, 2, 3, 1]], [1.0, 2.0, 1.0, 5.0, 2.0]),
        (np.array([0.0, 1.0, 9.0, 3.0, -1.0]), [1.0, 2.0, 1.0, 5.0, 1.0]),
    ],
    ids=["numbers", "column", "one-hot", "floats and unknown classes"],
)
@pytest.mark.parametrize("kind", ["arrays", "dataset"])
def test_class_weights_become_sample_weights(targets, expected, kind):
    x = np.zeros((5, 3))
    given = (x, targets) if kind == "arrays" else (Dataset.from_tensor_slices((x, targets)).batch(5),)
    (batch,) = batches(*given, class_weight={0: 1.0, 1: 2, 3: 5.0})
    assert kinds(batch)[2] == "float32[5]"
    assert batch[2].tolist() == expected


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"sample_weight": np.ones(5)}, "class_weight: cannot be given together with sample_weight"),
        ({"y": {"a": np.arange(5)}}, "class_weight: expected a model with one tensor of targets, got dict of targets"),
        ({"y": None}, "class_weight: .* got no targets"),
        ({"y": np.zeros((5, 2, 2))}, r"class_weight: expected targets of 1 or 2 axes, got shape \(5, 2, 2\)"),
        ({"class_weight": [1, 2]}, r"class_weight: expected a dict of class -> weight, got \[1, 2\]"),
        ({"class_weight": {"a": 1.0}}, "class_weight: expected class numbers from 0 on .* got 'a': 1.0"),
    ],
)
def test_class_weights_that_mean_nothing_are_rejected(arguments, text):
    with pytest.raises(ArgumentError, match=text):
        batches(**{"x": x3, "y": np.arange(5), "class_weight": {0: 1.0}, **arguments})


def test_weights_without_targets_are_not_lost():
    (batch,) = batches(x3, sample_weight=np.ones(5))
    assert kinds(batch) == ("float32[5, 3]", None, "float32[5]")


def generated(count=3, kind=tuple):
    for i in range(count):
        yield kind((np.full((2, 3), i, "f8"), np.full(2, i)))


class Squares(PyDataset):
    def __init__(self, count, **kwargs):
        super().__init__(**kwargs)
        self.count = count
        self.calls = []

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return (np.full((2, 3), index, "f8"),)

    def on_epoch_begin(self):
        self.calls.append("begin")

    def on_epoch_end(self):
        self.calls.append("end")


class Endless(PyDataset):
    num_batches = None

    def __getitem__(self, index):
        return (np.full((2, 3), index),)


def test_a_dataset_without_an_end_counts_its_batches_up():
    source = adapt(Endless(), steps_per_epoch=2)
    assert [[int(b[0].numpy()[0, 0]) for b in source.epoch()] for _ in range(2)] == [[0, 1], [2, 3]]


@pytest.mark.parametrize(
    ("x", "more", "error", "text"),
    [
        (x3, {"y": np.zeros(6)}, ArgumentError, r"same number of rows, got x: \(5, 3\); y: \(6,\)"),
        ([x3, np.zeros((4, 1))], {}, ArgumentError, r"same number of rows, got x: \(5, 3\), \(4, 1\)"),
        (np.zeros(()), {}, ArgumentError, "x: expected an array whose first axis counts the rows, got the scalar 0.0"),
        (np.array(["a"]), {}, NotSupportedError, "x: arrays of strings are not done yet, got dtype <U1"),
        (
            np.array([[1], [2, 3]], object),
            {},
            DtypeError,
            "x: expected numbers, .* rows of different lengths need padding",
        ),
        (x3, {"batch_size": 0}, ArgumentError, "batch_size: expected an integer of at least 1, got 0"),
        (x3, {"batch_size": 2.5}, DtypeError, "batch_size: expected an integer, got 2.5"),
        (x3, {"steps_per_epoch": 0}, ArgumentError, "steps_per_epoch: expected an integer of at least 1, got 0"),
        (x3, {"shuffle": "rows"}, ArgumentError, "shuffle: expected True, False or 'batch', got 'rows'"),
        (
            Dataset.range(3),
            {"y": np.zeros(3)},
            ArgumentError,
            r"y: x is a Dataset, whose elements must hold it: .* got \(3,\)",
        ),
        (Dataset.range(3), {"sample_weight": [1]}, ArgumentError, "sample_weight: x is a Dataset, .* got list"),
        (Dataset.range(3), {"batch_size": 3}, ArgumentError, "batch_size: x is a Dataset, whose elements are batches"),
        (Dataset.range(3).repeat(), {}, ArgumentError, "steps_per_epoch: x is a Dataset that never ends"),
        (Endless(), {}, ArgumentError, "steps_per_epoch: x is a Endless that never ends"),
        (generated, {}, ArgumentError, "x: expected arrays, .* got function; call it"),
        (None, {}, ArgumentError, "x: expected arrays, .* got NoneType"),
        (generated(0), {}, ArgumentError, "the generator yielded no batch"),
        (generated(3, list), {}, ArgumentError, r"generator: expected x or a tuple \(x,\), .* got a list of 2"),
    ],
)
def test_data_that_cannot_be_used_is_rejected(x, more, error, text):
    with pytest.raises(error, match=text):
        batches(x, **more)


def test_a_generator_is_used_once_and_counted():
    source = adapt(generated(3))
    assert source.steps is None
    assert not source.finished
    found = list(source.epoch())
    assert kinds(found[0]) == ("float64[2, 3]", "int64[2]")
    assert source.finished
    assert source.steps == 3
    with pytest.warns(UserWarning, match="the generator has ended after 3 batches"):
        assert list(source.epoch()) == []


def test_a_dataset_of_unknown_length_is_counted_in_its_first_pass():
    source = adapt(Dataset.range(6).filter(lambda x: x > 1).batch(2))
    assert source.steps is None
    assert [len(list(source.epoch())) for _ in range(2)] == [2, 2]
    assert source.steps == 2


def test_a_data_loader_gives_tuples_of_tensors():
    data = torch.utils.data.TensorDataset(torch.arange(5.0), torch.arange(5))
    source = adapt(torch.utils.data.DataLoader(data, batch_size=2))
    assert (source.steps, source.batch_size) == (3, 2)
    assert kinds(list(source.epoch())[2]) == ("float32[1]", "int64[1]")


@pytest.mark.parametrize("workers", [1, 3])
def test_a_py_dataset_is_asked_for_every_batch_and_told_of_epochs(workers):
    data = Squares(5, workers=workers)
    source = adapt(data)
    assert [batch[0].numpy()[0, 0] for batch in source.epoch()] == [0, 1, 2, 3, 4]
    list(source.epoch())
    assert data.calls == ["begin", "end"] * 2
    shuffled = adapt(Squares(50, workers=workers), shuffle=True)
    order = [int(batch[0].numpy()[0, 0]) for batch in shuffled.epoch()]
    assert sorted(order) == list(range(50)) != order


def test_a_py_dataset_says_what_it_lacks():
    class Nothing(PyDataset):
        pass

    with pytest.raises(NotImplementedError, match="Nothing must define __len__"):
        adapt(Nothing())
    with pytest.raises(NotImplementedError, match="Nothing must define __getitem__"):
        Nothing()[0]
    with pytest.raises(NotSupportedError, match="Nothing: use_multiprocessing=True is not done yet; workers=2 threads"):
        Nothing(workers=2, use_multiprocessing=True)
    with pytest.raises(ArgumentError, match="expected workers >= 0 and max_queue_size >= 1, got -1 and 10"):
        Nothing(workers=-1)


@pytest.mark.parametrize(("rows", "fraction", "cut"), [(10, 0.25, 7), (10, 0.31, 6), (2, 0.25, 1), (1000, 0.1, 900)])
def test_validation_takes_the_last_rows_as_keras_does(rows, fraction, cut):
    first, second = validation_split(({"a": np.arange(rows)}, [np.arange(rows)], None), fraction)
    assert first[0]["a"].tolist() == first[1][0].tolist() == list(range(cut))
    assert second[0]["a"].tolist() == list(range(cut, rows))
    assert first[2] is second[2] is None
    assert len(batches(*second, batch_size=rows)) == 1


@pytest.mark.parametrize(
    ("arrays", "fraction", "text"),
    [
        ((x3, x3, None), 1.5, "validation_split: expected a number between 0 and 1, got 1.5"),
        ((x3[:1], None, None), 0.25, "validation_split: 0.25 of 1 rows leaves one part without rows"),
        ((x3, x3[:2], None), 0.25, r"validation_split: .* the same number of rows, got \[2, 5\]"),
        ((Dataset.range(3), None, None), 0.25, "validation_split: expected x to be arrays or tensors, got Dataset"),
    ],
)
def test_a_split_that_cannot_be_is_rejected(arrays, fraction, text):
    with pytest.raises(ArgumentError, match=text):
        validation_split(arrays, fraction)


def test_packing_and_unpacking_are_inverse():
    for parts in [("x",), ("x", "y"), ("x", "y", "w"), (("a", "b"),)]:
        found = unpack_x_y_sample_weight(pack_x_y_sample_weight(*parts))
        assert found == (*parts, None, None)[:3]
    with pytest.raises(ArgumentError, match=r"a batch: expected x, .* got a tuple of 4"):
        unpack_x_y_sample_weight((1, 2, 3, 4))
