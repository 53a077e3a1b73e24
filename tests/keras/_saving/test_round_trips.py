"""What is saved comes back: in this process and in a fresh one, with everything that training needs."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

from supple import keras
from supple.errors import NotSupportedError, SavingError

from .conftest import same

layers = keras.layers
FIT = {"epochs": 3, "batch_size": 4, "shuffle": False, "verbose": 0}


def reload(model, path, **options):
    model.save(path)
    return keras.models.load_model(path, **options)


def test_a_subclass_without_get_config_comes_back_with_weights_and_arguments(trained, tmp_path, x):
    again = reload(trained, tmp_path / "m.keras")
    assert type(again) is type(trained)
    assert again.sizes == (3, 2)
    assert isinstance(again.sizes, tuple)
    assert again.name == trained.name
    assert same(again, trained)
    np.testing.assert_array_equal(again.predict(x, verbose=0), trained.predict(x, verbose=0))
    assert [v.path for v in again.variables] == [v.path for v in trained.variables]


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda: keras.optimizers.Adam(0.01, amsgrad=True),
        lambda: keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True),
        lambda: keras.optimizers.RMSprop(0.01, centered=True, momentum=0.5),
        lambda: keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.05, 2, 0.9)),
        lambda: keras.optimizers.AdamW(0.01, weight_decay=0.02, use_ema=True, gradient_accumulation_steps=2),
    ],
)
def test_training_goes_on_to_the_bit_as_without_the_file(optimizer, plain, tmp_path, x, y):
    model = plain(5)
    model.compile(optimizer(), "mse", metrics=["mae"])
    model.fit(x, y, **FIT)
    again = reload(model, tmp_path / "m.keras")
    assert int(again.optimizer.iterations) == int(model.optimizer.iterations) > 2
    assert again.fit(x, y, **FIT).history == model.fit(x, y, **FIT).history
    assert same(again, model)


def test_slots_follow_their_variables_whatever_the_order_in_which_they_were_seen(plain, tmp_path, x, y):
    model = plain(5)
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model(x)
    model.optimizer.build(list(reversed(model.trainable_variables))[:3])
    model.fit(x, y, **FIT)
    again = reload(model, tmp_path / "m.keras")
    assert again.fit(x, y, **FIT).history == model.fit(x, y, **FIT).history


def test_two_optimizers_of_a_model_with_its_own_compile_are_kept_for_load_weights(tmp_path, x, y):
    class Pair(keras.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = layers.Dense(1), layers.Dense(1)

        def compile(self, a_optimizer, b_optimizer):
            super().compile(loss="mse")
            self.a_optimizer, self.b_optimizer = a_optimizer, b_optimizer

        def call(self, inputs):
            return self.a(inputs) + self.b(inputs)

    def made():
        model = Pair()
        model.compile(keras.optimizers.Adam(0.1), keras.optimizers.SGD(0.1, momentum=0.9))
        model(x)
        model.a_optimizer.build(model.a.trainable_variables)
        model.b_optimizer.build(model.b.trainable_variables)
        return model

    def step(model):
        model.a_optimizer.apply([v * 0 + 1 for v in model.a.trainable_variables], model.a.trainable_variables)
        model.b_optimizer.apply([v * 0 + 1 for v in model.b.trainable_variables], model.b.trainable_variables)

    model, other = made(), made()
    step(model)
    model.save_weights(tmp_path / "m.weights.h5")
    other.load_weights(tmp_path / "m.weights.h5")
    step(model)
    step(other)
    assert same(model, other)


FRESH = """
import numpy as np
from supple import keras
{definition}
model = keras.models.load_model({path!r}{more})
x = np.load({data!r})
print(type(model).__name__, int(model.optimizer.iterations))
print(model.predict(x, verbose=0).tobytes().hex())
print(repr(model.fit(x, x[:, :1] * 2, epochs=3, batch_size=4, shuffle=False, verbose=0).history["loss"]))
"""
DEFINITION = """
import supple as tf
from supple import keras

class WeightedSum(keras.layers.Layer):
    def __init__(self, units):
        super(WeightedSum, self).__init__()
        self.units = units
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="uniform", trainable=True)
        super(WeightedSum, self).build(input_shape)
    def call(self, inputs):
        return tf.matmul(inputs, self.kernel)

class Branching(keras.Model):
    def __init__(self):
        super(Branching, self).__init__()
        self.dense1 = keras.layers.Dense(6, activation="relu")
        self.dense2 = keras.layers.Dense(3, activation="relu")
        self.sum = WeightedSum(4)
        self.dense3 = keras.layers.PerShape(keras.layers.Dense(1))
    def call(self, inputs, training=False):
        x = self.sum(self.dense1(inputs))
        if tf.reduce_mean(inputs) > 0.5:
            x = self.dense2(x)
        return self.dense3(x)
"""


def saved_branching(tmp_path, x, y):
    (tmp_path / "user_models.py").write_text(DEFINITION, encoding="utf-8")
    namespace = {"__name__": "user_models"}
    exec(compile(DEFINITION, "user_models.py", "exec"), namespace)
    model = namespace["Branching"]()
    model.compile("adam", "mse")
    both = np.concatenate([x * 0.1, x * 0.1 + 0.9])
    model.fit(both, both[:, :1], batch_size=8, shuffle=False, verbose=0)
    assert model.dense3.widths == [4, 3]
    path = tmp_path / "m.keras"
    model.save(path)
    np.save(tmp_path / "x.npy", both)
    return model, path, both


def test_a_fresh_process_that_imports_the_class_goes_on_where_this_one_stopped(tmp_path, x, y, run_in_new_process):
    model, path, both = saved_branching(tmp_path, x, y)
    found = run_in_new_process(
        FRESH.format(definition="import user_models", path=str(path), more="", data=str(tmp_path / "x.npy"))
    ).splitlines()
    assert found[0] == "Branching 2"
    assert found[1] == model.predict(both, verbose=0).tobytes().hex()
    losses = model.fit(both, both[:, :1] * 2, **FIT).history["loss"]
    np.testing.assert_allclose(json.loads(found[2]), losses, rtol=1e-6)


def test_a_process_without_the_class_is_told_which_import_to_add(tmp_path, x, y, run_in_new_process):
    saved_branching(tmp_path, x, y)
    printed = run_in_new_process(
        "import sys\nfrom supple import keras\n"
        f"try:\n    keras.models.load_model({str(tmp_path / 'm.keras')!r})\n"
        "except ValueError as error:\n    print(type(error).__name__, error)\n"
        "print('user_models' in sys.modules)\n"
    )
    assert "SavingError" in printed
    assert "`from user_models import Branching`" in printed
    assert "custom_objects={'Branching': Branching}" in printed
    assert printed.endswith("False")


def test_a_class_can_be_passed_under_the_name_in_the_file(trained, tmp_path, plain, monkeypatch):
    class Renamed(plain):
        pass

    path = tmp_path / "m.keras"
    trained.save(path)
    assert type(keras.models.load_model(path, custom_objects={"Plain": Renamed})) is Renamed


def test_every_layer_is_restored_without_a_call_of_the_model(tmp_path, x):
    class Never(keras.Model):
        def __init__(self):
            super().__init__()
            self.used, self.unused = layers.Dense(2), layers.Dense(3)
            self.calls = 0

        def call(self, inputs):
            self.calls += 1
            return self.used(inputs)

    model = Never()
    model(x)
    model.unused(x[:, :2])
    again = reload(model, tmp_path / "m.keras")
    assert again.calls == 0
    assert same(again, model)
    assert again.unused.kernel.shape == (2, 3)


def test_layers_shared_between_arguments_stay_shared(plain, tmp_path, x):
    class Holder(keras.Model):
        def __init__(self, one, other):
            super().__init__()
            self.one, self.other = one, other

        def call(self, inputs):
            return self.one(inputs) + self.other(inputs)

    shared = layers.Dense(3)
    model = Holder(keras.Sequential([shared, layers.ReLU()]), keras.Sequential([shared]))
    model(x)
    again = reload(model, tmp_path / "m.keras")
    assert again.one.layers[0] is again.other.layers[0]
    assert len(again.variables) == 2
    assert same(again, model)


def test_a_layer_as_an_argument_comes_back(plain, tmp_path, x):
    model = plain(3, inner=layers.Dense(2, activation="tanh", name="mine"))
    model(x)
    again = reload(model, tmp_path / "m.keras")
    assert again.inner.name == "mine"
    assert same(again, model)


def test_what_was_frozen_stays_frozen_and_its_optimizer_fits(plain, tmp_path, x, y):
    model = plain(5)
    model(x)
    model.first.trainable = False
    model.rest[0].kernel.trainable = False
    model.compile("adam", "mse")
    model.fit(x, y, **FIT)
    again = reload(model, tmp_path / "m.keras")
    assert [v.path for v in again.trainable_variables] == [v.path for v in model.trainable_variables]
    assert again.fit(x, y, **FIT).history == model.fit(x, y, **FIT).history


def test_state_in_sets_dataclasses_and_modules_is_kept(tmp_path, x):
    import dataclasses

    @dataclasses.dataclass
    class Parts:
        first: layers.Layer
        second: layers.Layer

    class Odd(keras.Model):
        def __init__(self):
            super().__init__()
            self.parts = Parts(layers.Dense(2), layers.Dense(3))
            self.bag = {layers.Dense(4), layers.Dense(5)}
            self.by_number = {1: layers.Dense(2), (2, 3): [layers.Dense(2)]}

        def call(self, inputs):
            for layer in [*self.bag, self.parts.first, self.parts.second, self.by_number[1], self.by_number[2, 3][0]]:
                layer(inputs)
            return inputs

    model = Odd()
    model(x)
    again = reload(model, tmp_path / "m.keras")
    assert sorted(v.shape for v in again.variables) == sorted(v.shape for v in model.variables)
    by_shape = {tuple(v.shape): v.numpy() for v in again.variables if v.shape[0] == 4 and v.shape[1:] != (2,)}
    for v in model.variables:
        if tuple(v.shape) in by_shape:
            np.testing.assert_array_equal(by_shape[tuple(v.shape)], v.numpy())
    np.testing.assert_array_equal(again.parts.first.kernel.numpy(), model.parts.first.kernel.numpy())


def test_names_that_look_like_paths_and_names_of_groups_do_not_collide(tmp_path, x):
    class Tricky(layers.Layer):
        def __init__(self):
            super().__init__()
            setattr(self, "a/vars", layers.Dense(1))
            self.a = layers.Dense(2, name="b")
            self.vars = layers.Dense(3)
            self.layers = [layers.Dense(4), DenseOne(5), layers.Dense(6)]
            self.own = self.add_weight(shape=(7,))

        def call(self, inputs):
            for layer in self._children():
                layer(inputs)
            return inputs

    class DenseOne(layers.Dense):
        pass

    DenseOne.__name__ = "Dense_1"
    model = keras.Sequential([Tricky()])
    model(x)
    path = tmp_path / "m.weights.h5"
    model.save_weights(path)
    other = keras.Sequential([Tricky()])
    other(x)
    assert not same(model, other)
    other.load_weights(path)
    assert same(model, other)


def test_own_variables_and_assets_of_a_layer_that_keeps_them_itself(tmp_path, x):
    class Words(layers.Layer):
        def __init__(self, words=()):
            super().__init__()
            self.words = list(words)
            self.scale = self.add_weight(shape=(2,))

        def call(self, inputs):
            return inputs

        def save_own_variables(self, store):
            store["scale twice"] = self.scale.numpy() * 2

        def load_own_variables(self, store):
            self.scale.assign(store["scale twice"] / 2)

        def save_assets(self, folder):
            from pathlib import Path

            Path(folder, "words.txt").write_text("\n".join(self.words), encoding="utf-8")

        def load_assets(self, folder):
            from pathlib import Path

            self.words = Path(folder, "words.txt").read_text(encoding="utf-8").split()

    model = keras.Sequential([Words(["a", "b"]), layers.Dense(1)])
    model(x)
    model.layers[0].words.append("c")
    again = reload(model, tmp_path / "m.keras")
    assert again.layers[0].words == ["a", "b", "c"]
    assert same(again, model)


def test_a_layer_whose_build_takes_several_shapes(tmp_path, x):
    class Pair(layers.Layer):
        def build(self, one_shape, other_shape):
            self.a = self.add_weight(shape=(one_shape[-1],))
            self.b = self.add_weight(shape=(other_shape[-1],))

        def call(self, one, other):
            return one * self.a + other[:, :1] * self.b[0]

    class Holder(keras.Model):
        def __init__(self):
            super().__init__()
            self.pair = Pair()

        def call(self, inputs):
            return self.pair(inputs, inputs[:, :2])

    model = Holder()
    model(x)
    assert same(reload(model, tmp_path / "m.keras"), model)


def test_bfloat16_and_float64_weights_are_kept_to_the_bit(tmp_path):
    class Mixed(layers.Layer):
        def __init__(self):
            super().__init__()
            for dtype in ("bfloat16", "float16", "float64", "int64", "bool", "uint8"):
                setattr(self, dtype, self.add_weight(shape=(3,), dtype=dtype, initializer="ones", trainable=False))
            self.none = self.add_weight(shape=(0, 2), initializer="zeros")
            self.scalar = self.add_weight(shape=(), initializer="ones")

        def call(self, inputs):
            return inputs

    model, other = keras.Sequential([Mixed()]), keras.Sequential([Mixed()])
    model.build((None, 1))
    other.build((None, 1))
    model.layers[0].float64.assign([1 / 3, np.inf, np.nan])
    model.layers[0].bfloat16.assign(model.layers[0].bfloat16 * 0.1)
    model.layers[0].bool.assign([True, False, True])
    model.save_weights(tmp_path / "m.weights.h5")
    other.load_weights(tmp_path / "m.weights.h5")
    for one, two in zip(model.variables, other.variables, strict=True):
        np.testing.assert_array_equal(one.numpy(), two.numpy())


def test_compile_false_leaves_the_optimizer_out(trained, tmp_path, x):
    again = reload(trained, tmp_path / "m.keras", compile=False)
    assert not again.compiled
    assert same(again, trained)


def test_an_unknown_loss_function_is_named_with_the_way_out(plain, tmp_path, x, y):
    def my_loss(y_true, y_pred):
        return keras.losses.mean_squared_error(y_true, y_pred)

    model = plain(3)
    model.compile("sgd", my_loss)
    model.fit(x, y, verbose=0)
    model.save(tmp_path / "m.keras")
    with pytest.raises(SavingError, match=r"function 'my_loss'.*custom_objects=\{'my_loss': my_loss\}.*compile=False"):
        keras.models.load_model(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras", custom_objects={"my_loss": my_loss})
    assert again.fit(x, y, **FIT).history == model.fit(x, y, **FIT).history


@pytest.mark.parametrize("value", [object(), lambda: 0, {"a": [open]}])
def test_an_argument_that_no_file_can_hold_is_named_when_saving(value, plain, tmp_path, x):
    class Holder(keras.Model):
        def __init__(self, thing):
            super().__init__()
            self.dense = layers.Dense(1)

        def call(self, inputs):
            return self.dense(inputs)

    if value == {"a": [open]}:
        value = {"a": [object()]}
    model = Holder(value)
    model(x)
    with pytest.raises(SavingError, match=r"Holder: argument 'thing': cannot write"):
        model.save(tmp_path / "m.keras")
    assert list(tmp_path.iterdir()) == []


def test_a_constructor_that_empties_its_list_does_not_empty_the_config(tmp_path, x):
    class Eater(keras.Model):
        def __init__(self, sizes):
            super().__init__()
            self.stack = []
            while sizes:
                self.stack.append(layers.Dense(sizes.pop()))

        def call(self, inputs):
            for layer in self.stack:
                inputs = layer(inputs)
            return inputs

    model = Eater([2, 3])
    model(x)
    assert same(reload(model, tmp_path / "m.keras"), model)


def test_weights_of_a_model_that_was_never_called_build_it(trained, plain, tmp_path, x):
    trained.save_weights(tmp_path / "m.weights.h5")
    fresh = plain(5)
    fresh.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_array_equal(fresh.predict(x, verbose=0), trained.predict(x, verbose=0))


def test_json_gives_the_architecture(trained, x):
    again = keras.models.model_from_json(trained.to_json())
    assert [v.shape for v in again.variables] == [v.shape for v in trained.variables]


def test_the_archive_has_the_members_of_keras_and_the_checksum(trained, tmp_path):
    trained.save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        assert archive.namelist() == ["metadata.json", "config.json", "model.weights.h5"]
        metadata = json.loads(archive.read("metadata.json"))
    assert set(metadata) == {"keras_version", "date_saved", "supple"}
    assert len(metadata["supple"]["weights_sha256"]) == 64


@pytest.mark.parametrize(
    ("path", "error", "text"),
    [
        ("m.h5", NotSupportedError, r"legacy HDF5 .* ends in \.keras"),
        ("m", SavingError, r"expected a name that ends in \.keras"),
        ("m.weights.h5", SavingError, "weights alone"),
        ("http://example.org/m.keras", NotSupportedError, "remote files"),
        ("missing/m.keras", SavingError, "folder .*missing does not exist"),
        (3, SavingError, "expected a path, got 3"),
    ],
)
def test_a_name_that_cannot_be_written_says_why(path, error, text, trained, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=text):
        trained.save(path)


@pytest.mark.parametrize(
    ("path", "error", "text"),
    [
        ("m.h5", NotSupportedError, r"legacy layout .* ends in \.weights\.h5"),
        ("m.ckpt", SavingError, r"expected a name that ends in \.weights\.h5"),
    ],
)
def test_a_name_for_weights_that_cannot_be_written_says_why(path, error, text, trained, tmp_path):
    with pytest.raises(error, match=text):
        trained.save_weights(tmp_path / path)
    with pytest.raises(error, match=text):
        trained.load_weights(tmp_path / path)


def test_by_name_says_that_it_belongs_to_the_legacy_layout(trained, tmp_path):
    with pytest.raises(NotSupportedError, match="by_name=True"):
        trained.load_weights(tmp_path / "m.weights.h5", by_name=True)


def test_the_functions_of_the_face_do_what_the_methods_do(trained, plain, tmp_path, x):
    keras.saving.save_model(trained, tmp_path / "m.keras")
    assert same(keras.saving.load_model(tmp_path / "m.keras"), trained)
    keras.saving.save_weights(trained, tmp_path / "m.weights.h5")
    other = plain(5)
    other(x)
    keras.saving.load_weights(other, tmp_path / "m.weights.h5")
    assert same(other, trained)
    with pytest.raises(NotSupportedError, match="zipped=False"):
        keras.saving.save_model(trained, tmp_path / "n.keras", zipped=False)
    with pytest.raises(NotSupportedError, match="max_shard_size=1"):
        keras.saving.save_weights(trained, tmp_path / "n.weights.h5", max_shard_size=1)
    with pytest.raises(NotSupportedError, match="got 'tf'"):
        keras.saving.save_model(trained, tmp_path / "n.keras", save_format="tf")
    with pytest.raises(SavingError, match=r"unknown keyword \['options'\]"):
        keras.saving.save_model(trained, tmp_path / "n.keras", options=1)
