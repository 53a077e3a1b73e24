"""Files that real Keras wrote load here, and what is written here has their layout."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from supple import keras

from . import exchange_models

FIXTURES = Path(__file__).parents[2] / "fixtures" / "keras"
MORE = {"epochs": 2, "batch_size": 4, "shuffle": False, "verbose": 0}
WHOLE = ["mlp", "mlp_of_torch", "images", "words", "net", "nested"]


@pytest.fixture(scope="module")
def cases():
    return exchange_models.all_models(keras)


def keys_of(source) -> dict[str, tuple]:
    found = {}
    with h5py.File(source) as file:
        file.visititems(lambda name, item: found.update({name: getattr(item, "shape", ())}))
    return {name: shape for name, shape in found.items() if not name.startswith("_supple")}


def weights_in(path: Path) -> io.BytesIO:
    return io.BytesIO(zipfile.ZipFile(path).read("model.weights.h5"))


@pytest.mark.parametrize("name", WHOLE)
def test_a_model_of_keras_gives_its_outputs_and_trains_on_as_there(name, cases):
    case, recorded = cases[name.removesuffix("_of_torch")], np.load(FIXTURES / f"{name}.npz")
    model = keras.models.load_model(FIXTURES / f"{name}.keras")
    outputs = model.predict(case.inputs, verbose=0)
    np.testing.assert_allclose(outputs, recorded["outputs"], atol=1e-5)
    goal = np.eye(max(2, outputs.shape[1]), dtype="float32")[np.arange(len(outputs)) % 2][:, : outputs.shape[1]]
    losses = model.fit(case.inputs, goal, **MORE).history["loss"]
    np.testing.assert_allclose(losses, recorded["losses"], atol=1e-5)


def test_weights_of_keras_load_into_a_model_that_was_called(cases):
    case, recorded = cases["uncompiled"], np.load(FIXTURES / "uncompiled.npz")
    model = case.make()
    model.load_weights(FIXTURES / "uncompiled.weights.h5")
    np.testing.assert_allclose(model.predict(case.inputs, verbose=0), recorded["outputs"], atol=1e-5)


def test_weights_can_be_taken_from_a_whole_model(cases):
    model = cases["net"].make()
    model.load_weights(FIXTURES / "net.keras")
    recorded = np.load(FIXTURES / "net.npz")
    np.testing.assert_allclose(model.predict(cases["net"].inputs, verbose=0), recorded["outputs"], atol=1e-5)


@pytest.mark.parametrize("name", ["mlp", "images", "words", "net", "nested"])
def test_what_is_written_has_the_paths_and_shapes_of_keras(name, cases, tmp_path):
    path = tmp_path / f"{name}.keras"
    cases[name].make().save(path)
    assert keys_of(weights_in(path)) == keys_of(weights_in(FIXTURES / f"{name}.keras"))


@pytest.mark.parametrize("name", ["mlp", "images", "words", "net", "nested"])
def test_what_is_written_names_classes_as_keras_does(name, cases, tmp_path):
    path = tmp_path / f"{name}.keras"
    cases[name].make().save(path)

    def classes(source):
        found = []

        def look(value):
            if isinstance(value, dict):
                if "class_name" in value and value["class_name"] not in {"InputLayer", "DTypePolicy"}:
                    found.append((value.get("module"), value["class_name"], value.get("registered_name")))
                for inner in value.values():
                    look(inner)
            elif isinstance(value, list):
                for inner in value:
                    look(inner)

        look(json.loads(zipfile.ZipFile(source).read("config.json")))
        # Keras writes no module for registered classes; we write the real one, which Keras does not look at.
        return sorted((("" if registered else module, name, registered or "") for module, name, registered in found))

    assert classes(path) == classes(FIXTURES / f"{name}.keras")


def test_configs_of_our_layers_have_no_key_that_keras_would_refuse(cases, tmp_path):
    """Compared with what Keras wrote for the same layers, some of which keep more than ours."""
    path = tmp_path / "images.keras"
    cases["images"].make().save(path)

    def keys_by_class(source):
        layers = json.loads(zipfile.ZipFile(source).read("config.json"))["config"]["layers"]
        return {form["class_name"]: set(form["config"]) for form in layers}

    ours, theirs = keys_by_class(path), keys_by_class(FIXTURES / "images.keras")
    for name in ours:
        assert ours[name] - theirs[name] <= {"activity_regularizer"}, name


def test_own_variables_are_stored_as_keras_numbers_them(tmp_path):
    """Recorded from Keras 3.15: trainable ones in order of construction, then the others, however they were made."""

    class Several(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.zz = keras.Variable(np.ones(1, "float32"))
            self.w = self.add_weight(shape=(2,))
            self.n = self.add_weight(shape=(3,), trainable=False)
            self.w2 = self.add_weight(shape=(4,))
            self.aa = keras.Variable(np.ones(5, "float32"))

        def call(self, inputs):
            return inputs

    model = keras.Sequential([Several()])
    model.build((None, 1))
    model.layers[0].trainable = False
    model.save_weights(tmp_path / "m.weights.h5")
    found = keys_of(tmp_path / "m.weights.h5")
    assert [found[f"layers/several/vars/{i}"] for i in range(5)] == [(1,), (2,), (4,), (5,), (3,)]
