"""Every mismatch is named in one error, and nothing is changed by it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from supple import keras
from supple.errors import SavingError

from .conftest import same

layers = keras.layers


class Two(keras.Model):
    def __init__(self, units, third=False):
        super().__init__()
        self.a, self.b = layers.Dense(units), layers.Dense(1)
        self.c = layers.Dense(1) if third else None

    def call(self, inputs):
        outputs = self.b(self.a(inputs))
        return outputs if self.c is None else self.c(outputs)


@pytest.fixture
def path(tmp_path, x):
    model = Two(3)
    model(x)
    model.save_weights(tmp_path / "m.weights.h5")
    return tmp_path / "m.weights.h5"


def called(model, x):
    model(x)
    return model


def test_every_mismatch_is_in_one_error_and_the_model_is_unchanged(path, x):
    model = called(Two(4, third=True), x)
    before = model.get_weights()
    with pytest.raises(SavingError) as caught:
        model.load_weights(path)
    text = str(caught.value)
    assert re.search(r"missing in the file \(2\):\n    c/vars/0: .*kernel \(1, 1\)\n    c/vars/1: .*bias \(1,\)", text)
    assert re.search(r"of another shape or kind \(3\):\n    a/vars/0: .*kernel \(4, 4\), the file holds \(4, 3\)", text)
    assert "skip_mismatch=True" in text
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_what_the_model_has_no_place_for_is_named(tmp_path, x):
    called(Two(3, third=True), x).save_weights(tmp_path / "n.weights.h5")
    with pytest.raises(SavingError, match=r"unexpected in the file \(2\):\n    c/vars/0 \(1, 1\)\n    c/vars/1 \(1,\)"):
        called(Two(3), x).load_weights(tmp_path / "n.weights.h5")


def test_skip_mismatch_takes_what_fits_and_reports_the_rest(path, x):
    model, origin = called(Two(4), x), called(Two(3), x)
    origin.load_weights(path)
    with pytest.warns(UserWarning, match=r"skipped:\n  of another shape or kind \(3\):\n    a/vars/0"):
        model.load_weights(path, skip_mismatch=True)
    np.testing.assert_array_equal(model.b.bias.numpy(), origin.b.bias.numpy())


def test_a_file_of_floats_does_not_fill_integers(tmp_path):
    def made(dtype):
        class Counter(layers.Layer):
            def __init__(self):
                super().__init__()
                self.count = self.add_weight(shape=(2,), dtype=dtype, initializer="zeros", trainable=False)

            def call(self, inputs):
                return inputs

        model = keras.Sequential([Counter()])
        model.build((None, 1))
        return model

    made("float32").save_weights(tmp_path / "m.weights.h5")
    with pytest.raises(SavingError, match=r"of int32, the file holds float32"):
        made("int32").load_weights(tmp_path / "m.weights.h5")
    made("float64").load_weights(tmp_path / "m.weights.h5")


def test_an_unbuilt_layer_is_pointed_at_when_the_file_has_weights_for_it(path, x, tmp_path):
    class Lazy(layers.Layer):
        def call(self, inputs):
            if not hasattr(self, "w"):
                self.w = self.add_weight(shape=(2,))
            return inputs

    model = keras.Sequential([Lazy()])
    model(x)
    model.save_weights(tmp_path / "lazy.weights.h5")
    with pytest.raises(SavingError, match=r"unexpected in the file \(1\):\n    layers/lazy/vars/0 \(2,\)"):
        keras.Sequential([Lazy()]).load_weights(tmp_path / "lazy.weights.h5")


def test_a_layer_that_fails_to_load_itself_leaves_the_model_as_it_was(tmp_path, x):
    class Own(layers.Layer):
        def __init__(self, fails=False):
            super().__init__()
            self.fails = fails
            self.w = self.add_weight(shape=(2,))

        def call(self, inputs):
            return inputs

        def save_own_variables(self, store):
            store["w"] = self.w

        def load_own_variables(self, store):
            self.w.assign(store["w"])
            if self.fails:
                raise KeyError("nothing to find")

    origin = keras.Sequential([Own(), layers.Dense(2)])
    origin(x)
    origin.save_weights(tmp_path / "m.weights.h5")
    model = keras.Sequential([Own(fails=True), layers.Dense(2)])
    model(x)
    before = model.get_weights()
    with pytest.raises(SavingError, match=r"load_own_variables of layer 'own.*' failed: KeyError: 'nothing to find'"):
        model.load_weights(tmp_path / "m.weights.h5")
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("key", ["a/b", "", 3, ".."])
def test_a_layer_may_not_write_under_a_path(key, tmp_path, x):
    class Own(layers.Layer):
        def call(self, inputs):
            return inputs

        def save_own_variables(self, store):
            store[key] = np.zeros(1)

    model = keras.Sequential([Own()])
    model(x)
    with pytest.raises(SavingError, match="a key must be a plain string"):
        model.save_weights(tmp_path / "m.weights.h5")


def test_a_layer_may_not_write_strings(tmp_path, x):
    class Own(layers.Layer):
        def call(self, inputs):
            return inputs

        def save_own_variables(self, store):
            store["words"] = np.array(["a", "b"])

    model = keras.Sequential([Own()])
    model(x)
    with pytest.raises(SavingError, match=r"own/vars/words: expected an array of numbers, got dtype <U1"):
        model.save_weights(tmp_path / "m.weights.h5")


def test_the_state_of_another_optimizer_is_skipped_with_a_warning(trained, tmp_path, plain, x, y):
    trained.save_weights(tmp_path / "m.weights.h5")
    model = plain(5)
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(x, y, verbose=0)
    with pytest.warns(UserWarning, match=r"the state of optimizer 'sgd.*' is not loaded.*\n  unexpected in the file"):
        model.load_weights(tmp_path / "m.weights.h5")
    assert same(model, trained)


def test_unknown_keywords_are_refused(trained, tmp_path):
    with pytest.raises(SavingError, match=r"load_weights: unknown keyword \['options'\]"):
        trained.load_weights(tmp_path / "m.weights.h5", options=1)
