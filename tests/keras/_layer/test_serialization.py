"""Objects to JSON and back: the forms, the places where classes are looked for, and what is refused."""

from __future__ import annotations

import dataclasses
import enum
import json
import math

import numpy as np
import pytest

from supple import keras
from supple.errors import ArgumentError, SavingError

layers = keras.layers
saving = keras.saving


def through_json(obj, **custom):
    return saving.deserialize_keras_object(json.loads(json.dumps(saving.serialize_keras_object(obj))), **custom)


class Holder(layers.Layer):
    """Takes anything and has no get_config."""

    def __init__(self, thing=None, *more, named=None):
        super().__init__()
        self.thing, self.more, self.named = thing, more, named


class Color(enum.Enum):
    RED = "r"


@dataclasses.dataclass
class Point:
    x: int
    y: tuple


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 3, 2.5, "text", [1, [2]], {"a": {"b": [1]}}, (), (1, (2, [3, (4,)])), {"k": (1, {"l": (2,)})}),
        *(math.inf, {1: "a", (2, 3): "b"}, {3, 4}, slice(1, None, 2), ..., b"text", 1e-300),
    ],
)
def test_a_constructor_argument_comes_back_as_it_was(value):
    found = through_json(Holder(value)).thing
    assert found == value
    assert type(found) is type(value)


def test_arrays_numbers_and_not_a_number_come_back():
    np.testing.assert_array_equal(through_json(Holder(np.arange(6).reshape(2, 3))).thing, [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(through_json(Holder(np.array([1 + 2j]))).thing, [1 + 2j])
    assert through_json(Holder(np.float32(0.5))).thing == 0.5
    assert math.isnan(through_json(Holder(math.nan)).thing)


def test_enums_and_dataclasses_come_back_if_they_are_passed():
    custom = {"Color": Color, "Point": Point}
    assert through_json(Holder(Color.RED), custom_objects=custom).thing is Color.RED
    assert through_json(Holder(Point(1, (2,))), custom_objects=custom).thing == Point(1, (2,))
    with pytest.raises(SavingError, match=r"dataclass 'Point' of module .* pass custom_objects=\{'Point': Point\}"):
        through_json(Holder(Point(1, (2,))))


def test_positional_extra_and_keyword_arguments_come_back():
    found = through_json(Holder(1, 2, 3, named=4))
    assert (found.thing, found.more, found.named) == (1, (2, 3), 4)


def test_a_form_is_that_of_keras():
    form = saving.serialize_keras_object(layers.Dense(3, activation="relu", name="d"))
    assert {key: form[key] for key in ("module", "class_name", "registered_name")} == {
        "module": "keras.layers",
        "class_name": "Dense",
        "registered_name": None,
    }
    assert form["config"]["activation"] == "relu"
    assert form["config"]["bias_initializer"] == {
        "module": "keras.initializers",
        "class_name": "Zeros",
        "config": {},
        "registered_name": None,
    }
    assert form["config"]["dtype"]["config"] == {"name": "float32"}


def test_what_the_constructor_does_not_take_is_kept_beside_the_config():
    layer = Holder(3)
    layer.trainable = False
    form = saving.serialize_keras_object(layer)
    assert form["config"] == {"thing": 3}
    found = through_json(layer)
    assert (found.name, found.trainable) == (layer.name, False)


def test_get_config_of_a_subclass_that_overrides_it_is_that_of_the_class_it_extends():
    class Mine(layers.Dense):
        def __init__(self, units, scale=2, **base):
            super().__init__(units, use_bias=False, **base)
            self.scale = scale

        def get_config(self):
            config = super().get_config()
            del config["use_bias"]
            return {**config, "scale": self.scale}

    found = through_json(Mine(3, scale=5, activation="tanh"))
    assert (found.units, found.scale, found.use_bias) == (3, 5, False)
    assert found.activation is keras.activations.tanh


def test_an_attribute_that_keras_adds_is_dropped_if_it_is_off_and_refused_if_it_is_on():
    form = saving.serialize_keras_object(layers.Dense(3))
    form["config"]["quantization_config"] = None
    assert saving.deserialize_keras_object(form).units == 3
    form["config"]["quantization_config"] = {"mode": "int8"}
    with pytest.raises(SavingError, match=r"Dense: the config sets quantization_config=\{'mode': 'int8'\}"):
        saving.deserialize_keras_object(form)


def test_registered_classes_go_by_their_package_and_never_shadow_those_of_keras():
    @saving.register_keras_serializable(package="tests")
    class Dense(layers.Layer):
        def get_config(self):
            return super().get_config()

    try:
        assert saving.get_registered_name(Dense) == "tests>Dense"
        assert saving.get_registered_object("tests>Dense") is Dense
        assert type(through_json(Dense())) is Dense
        assert type(through_json(layers.Dense(2))) is layers.Dense
    finally:
        saving.get_custom_objects().pop("tests>Dense")


def test_a_scope_makes_names_known_and_forgets_them():
    def double(x):
        return x * 2

    layer = layers.Activation(double)
    form = json.loads(json.dumps(saving.serialize_keras_object(layer)))
    with saving.custom_object_scope({"double": double}):
        assert saving.deserialize_keras_object(form).activation is double
    with pytest.raises(SavingError, match=r"function 'double'.*register_keras_serializable"):
        saving.deserialize_keras_object(form)


def test_classes_of_one_name_are_told_apart_by_their_module_or_not_at_all():
    def made(module):
        return type("Twin", (layers.Layer,), {"__module__": module})

    first, second = made("one"), made("two")
    form = {"class_name": "Twin", "module": "one", "config": {}, "registered_name": "Twin"}
    assert type(saving.deserialize_keras_object(form)) is first
    with pytest.raises(SavingError, match=r"could be any of one\.Twin, two\.Twin; pass custom_objects"):
        saving.deserialize_keras_object({**form, "module": "three"})
    assert type(saving.deserialize_keras_object({**form, "module": "three"}, {"Twin": second})) is second


def test_losses_and_metrics_of_one_name_are_told_apart_by_the_module_also_of_older_keras():
    form = {"class_name": "MeanSquaredError", "config": {"name": "m"}, "registered_name": None}
    for module in ("keras.metrics", "keras.src.metrics.regression_metrics"):
        assert isinstance(saving.deserialize_keras_object({**form, "module": module}), keras.metrics.Metric)
    for module in ("keras.losses", "keras.src.losses.losses"):
        assert isinstance(saving.deserialize_keras_object({**form, "module": module}), keras.losses.Loss)


def test_an_unknown_class_of_keras_is_called_lacking_and_a_misspelt_one_gets_a_hint():
    with pytest.raises(SavingError, match=r"class 'Holdr' of module 'm'.*did you mean 'Holder'"):
        saving.deserialize_keras_object({"class_name": "Holdr", "module": "m", "config": {}})
    with pytest.raises(SavingError, match="supple lacks it so far"):
        saving.deserialize_keras_object({"class_name": "NoSuch", "module": "keras.layers", "config": {}})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (object(), "argument 'thing': cannot write <object object"),
        (lambda: 0, "argument 'thing': cannot write .*lambda.*define it by `def`"),
        (b"\xff", r"argument 'thing': cannot write the bytes b'\\xff'.*not UTF-8"),
        (np.array(["a"]), "argument 'thing': cannot write an array of dtype <U1"),
    ],
)
def test_a_value_that_cannot_be_written_is_named(value, text):
    with pytest.raises(SavingError, match=f"Holder: {text}"):
        saving.serialize_keras_object(Holder(value))


def test_a_value_that_holds_itself_is_named():
    endless = []
    layer = Holder(endless)
    layer._arguments[0][0].append(layer._arguments[0][0])
    with pytest.raises(SavingError, match=r"Holder: argument 'thing': it holds itself"):
        saving.serialize_keras_object(layer)


def test_get_config_that_returns_no_dict_is_refused():
    class Wrong(layers.Layer):
        def get_config(self):
            return [1]

    with pytest.raises(SavingError, match=r"Wrong\.get_config: expected a dict, got list"):
        saving.serialize_keras_object(Wrong())


def test_wrong_arguments_of_the_registry_are_named():
    with pytest.raises(ArgumentError, match="expected dicts of name -> class or function, got 3"):
        saving.custom_object_scope(3)
    with pytest.raises(ArgumentError, match="class 'Bare' needs a get_config method"):
        saving.register_keras_serializable()(type("Bare", (), {}))
    with pytest.raises(SavingError, match=r"custom_objects: expected a dict .* got 3"):
        saving.deserialize_keras_object({}, custom_objects=3)
    with pytest.raises(SavingError, match="expected a class with from_config, got 3"):
        saving.deserialize_keras_object({"class_name": "A", "config": {}}, custom_objects={"A": 3})
