"""`import tensorflow` in its many spellings."""

from __future__ import annotations

import importlib
import sys

import pytest

import supple as tf
from supple._run import finder

pytestmark = pytest.mark.usefixtures("aliases")


def names_after(source: str) -> dict[str, object]:
    bound: dict[str, object] = {}
    exec(source, bound)
    return bound


@pytest.mark.parametrize(
    ("statement", "name", "path"),
    [
        ("import tensorflow as tf", "tf", ""),
        ("import tensorflow", "tensorflow", ""),
        ("import tensorflow.keras", "tensorflow", ""),
        ("import tensorflow.keras as keras", "keras", "keras"),
        ("from tensorflow import keras", "keras", "keras"),
        ("from tensorflow.keras import layers", "layers", "keras.layers"),
        ("from tensorflow.keras.layers import Dense", "Dense", "keras.layers.Dense"),
        ("from tensorflow.keras.models import Sequential as S", "S", "keras.Sequential"),
        ("from tensorflow import constant", "constant", "constant"),
        ("import tensorflow.math", "tensorflow", ""),
        ("from tensorflow.math import reduce_sum", "reduce_sum", "math.reduce_sum"),
        ("import tensorflow.keras.backend as K", "K", "keras.backend"),
        ("import keras", "keras", "keras"),
        ("import keras.layers", "keras", "keras"),
        ("from keras import ops", "ops", "keras.ops"),
        ("from keras.layers import Layer", "Layer", "keras.layers.Layer"),
        ("import tf_keras", "tf_keras", "keras"),
        ("from tf_keras import optimizers", "optimizers", "keras.optimizers"),
    ],
)
def test_an_import_binds_the_object_of_supple(statement, name, path):
    expected = tf
    for part in path.split(".") if path else ():
        expected = getattr(expected, part)
    assert names_after(statement)[name] is expected


def test_star_import_brings_the_public_names():
    assert names_after("from tensorflow.keras.layers import *")["Dense"] is tf.keras.layers.Dense


def test_modules_keep_their_own_identity():
    """A module under a second name must still know its first one, or relative imports and reload break."""
    spec = tf.keras.layers.__spec__
    importlib.import_module("tensorflow.keras.layers")
    assert tf.keras.layers.__spec__ is spec
    assert tf.keras.layers.__name__ == "supple.keras.layers"
    assert sys.modules["tensorflow.keras.layers"] is sys.modules["supple.keras.layers"]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("import tensorflow.keras.nothing", r"tensorflow\.keras\.nothing.*keras\.nothing"),
        ("from tensorflow.keras.layers import Densee", r"Densee.*keras\.layers\.Dense\?"),
        ("from tensorflow.keras.layers import Adam", r"Adam.*supple\.keras\.optimizers\.Adam"),
        ("from tensorflow import constnat", r"constnat.*constant"),
        ("from tensorflow.math import reduce_sun", r"reduce_sun.*reduce_sum"),
        ("import tensorflow.keras.layers.Dense", r"Dense is a name in supple\.keras\.layers, not a module"),
        ("import tensorflow._core", r"tensorflow\._core"),
        ("from tensorflow.python.keras import layers", r"tensorflow\.python is private.*from tensorflow\.keras"),
        ("from tensorflow.python.framework import ops", r"tensorflow\.python is private"),
        ("import keras.src.layers", r"keras\.src is private"),
    ],
)
def test_a_missing_name_is_named_with_the_nearest_one(statement, message):
    with pytest.raises(ImportError, match=message):
        names_after(statement)


def test_attributes_that_are_missing_raise_attribute_error():
    with pytest.raises(AttributeError, match=r"constnat.*constant"):
        names_after("import tensorflow as tf\ntf.constnat(1)")


def test_a_program_may_ask_whether_a_name_exists():
    bound = names_after("try:\n    from tensorflow.keras.layers import Densee\nexcept ImportError:\n    Densee = None")
    assert bound["Densee"] is None


def test_other_packages_are_not_touched():
    with pytest.raises(ModuleNotFoundError, match="tensorflow_nothing"):
        importlib.import_module("tensorflow_nothing")


def test_uninstall_leaves_no_trace():
    names_after("import tensorflow.keras.layers, keras")
    finder.uninstall()
    assert not [name for name in sys.modules if name.partition(".")[0] in {"tensorflow", "keras", "tf_keras"}]
    assert not [entry for entry in sys.meta_path if type(entry).__module__ == finder.__name__]


def test_installing_twice_installs_once():
    before = list(sys.meta_path)
    finder.install()
    assert sys.meta_path == before
