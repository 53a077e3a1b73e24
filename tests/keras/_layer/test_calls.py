"""Calls of layers: arguments, training, masks, added losses, errors."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers
Layer = layers.Layer
X = np.ones((2, 3), "float32")


class Spy(Layer):
    """Keeps the value of `training` that it saw."""

    def __init__(self, **options):
        super().__init__(**options)
        self.seen = []

    def call(self, inputs, training=None):
        self.seen.append(training)
        return inputs


class Outer(Layer):
    """Calls its parts one after the other; `settings` are handed to them."""

    def __init__(self, *parts, settings=()):
        super().__init__()
        self.parts = list(parts)
        self.settings = list(settings) + [{}] * len(parts)

    def call(self, inputs, training=None):
        for part, options in zip(self.parts, self.settings, strict=False):
            inputs = part(inputs, **options)
        return inputs


class Deaf(Outer):
    def call(self, inputs):
        return super().call(inputs)


@pytest.mark.parametrize("wanted", [True, False])
def test_training_reaches_every_layer_inside(wanted):
    spy, deep = Spy(), Spy()
    Outer(spy, Deaf(Outer(deep)))(X, training=wanted)
    assert spy.seen[-1] is wanted
    assert deep.seen[-1] is wanted


def test_training_reaches_through_a_layer_that_does_not_take_it():
    spy = Spy()
    deaf = Deaf(spy)
    deaf(X, training=True)
    assert spy.seen[-1] is True
    deaf(X)
    assert spy.seen[-1] is None


def test_training_given_to_one_layer_does_not_leak_to_its_siblings():
    first, second, third = Spy(), Spy(), Spy()
    outer = Outer(first, second, third, settings=[{}, {"training": False}, {}])
    outer(X, training=True)
    assert [spy.seen[-1] for spy in (first, second, third)] == [True, False, True]
    outer(X)
    assert [spy.seen[-1] for spy in (first, second, third)] == [None, False, None]


def test_training_does_not_leak_out_of_a_call_that_fails():
    class Failing(Layer):
        def call(self, inputs, training=None):
            raise KeyError("inside")

    spy = Spy()
    with pytest.raises(KeyError):
        Outer(Failing())(X, training=True)
    spy(X)
    assert spy.seen == [None]


def test_a_default_of_training_counts_when_nobody_says_anything():
    class Eager(Layer):
        def call(self, inputs, training=True):
            return inputs * (2.0 if training else 1.0)

    assert float(Eager()(X)[0, 0]) == 2.0
    assert float(Outer(Eager())(X, training=False)[0, 0]) == 1.0


def test_arguments_of_any_kind_pass():
    class Several(Layer):
        def call(self, x, y, scale, *more, mode="add", extra=None, **rest):
            assert isinstance(scale, int)
            assert rest == {"note": "hello"}
            total = x + y["a"] if mode == "add" else x - y["a"]
            return [total * scale, *more, extra]

    result = Several()(X, {"a": X, "b": None}, 3, 4, None, mode="subtract", extra=tf.ones((1,)), note="hello")
    np.testing.assert_array_equal(result[0], np.zeros((2, 3)))
    assert result[1:3] == [4, None]
    assert tuple(result[3].shape) == (1,)


def test_arrays_and_numbers_become_tensors_and_floats_take_the_layers_dtype():
    class Look(Layer):
        def call(self, inputs, other=None):
            return [type(inputs).__name__, inputs.dtype.name, None if other is None else other.dtype.name]

    assert Look()(X.astype("float64"), other=X.astype("float64")) == ["Tensor", "float32", "float32"]
    assert Look()([[1.0, 2.0]])[:2] == ["Tensor", "float32"]
    assert Look()(np.ones((2,), "int64"))[:2] == ["Tensor", "int64"]
    assert Look(dtype="float64")(X)[1] == "float64"
    assert Look(autocast=False)(X.astype("float64"))[1] == "float64"


def test_several_inputs_build_with_one_shape_each():
    class Two(Layer):
        def build(self, first_shape, second_shape):
            self.shapes = (tuple(first_shape), tuple(second_shape))
            self.w = self.add_weight(shape=(first_shape[-1], second_shape[-1]), name="w")

        def call(self, first, second):
            return tf.matmul(tf.matmul(first, self.w), second, transpose_b=True)

    layer = Two()
    layer(np.ones((2, 3)), np.ones((4, 5)))
    assert layer.shapes == ((2, 3), (4, 5))
    again = Two()
    again.build_from_config(layer.get_build_config())
    assert again.w.shape == (3, 5)
    with pytest.raises(TypeError, match=r"the call lacks its argument 'second'"):
        Two()(np.ones((2, 3)))


# -- masks


def masked():
    return layers.Masking()(np.array([[[1.0], [0.0]]], "float32"))


def test_a_layer_that_asks_for_the_mask_gets_it():
    class Asks(Layer):
        def __init__(self):
            super().__init__()
            self.supports_masking = True

        def call(self, inputs, mask=None):
            return inputs if mask is None else inputs * tf.cast(mask, "float32")[..., None] * 3.0

    y = Asks()(masked())
    np.testing.assert_array_equal(y, [[[3.0], [0.0]]])
    np.testing.assert_array_equal(y._keras_mask, [[True, False]])
    np.testing.assert_array_equal(Asks()(np.ones((1, 2, 1)), mask=np.array([[False, True]])), [[[0.0], [3.0]]])


def test_masks_of_several_arguments_go_by_their_names():
    class Two(Layer):
        def call(self, query, value, query_mask=None, value_mask=None):
            return [query_mask is not None, value_mask is not None]

    assert Two()(masked(), tf.ones((1, 2, 1))) == [True, False]
    assert Two()(tf.ones((1, 2, 1)), value=masked()) == [False, True]


def test_a_layer_that_knows_no_masks_drops_them_and_says_so_once():
    class Plain(Layer):
        def call(self, inputs):
            return inputs + 1

    layer = Plain(name="plain")
    with pytest.warns(UserWarning, match=r"layer 'plain' of class Plain got an input with a mask and drops it"):
        y = layer(masked())
    assert y._keras_mask is None
    layer(masked())


# -- losses


def test_added_losses_are_those_of_the_last_call():
    class Adds(Layer):
        def call(self, inputs):
            self.add_loss(tf.reduce_sum(inputs))
            return inputs

    layer = Adds()
    layer(X), layer(2 * X)
    np.testing.assert_allclose(layer.losses, [12.0])
    outer = Outer(layer, Adds())
    outer(X)
    np.testing.assert_allclose(outer.losses, [6.0, 6.0])


def test_losses_of_activities_come_before_those_of_weights():
    layer = layers.Dense(
        1, kernel_initializer="ones", activity_regularizer=tf.keras.regularizers.L1(1.0), kernel_regularizer="l2"
    )
    layer(X)
    np.testing.assert_allclose(layer.losses, [2 * 3 / 2, 0.03], rtol=1e-6)
    assert layer.get_config()["activity_regularizer"]["config"]["l1"] == 1.0


def test_an_added_loss_has_gradients():
    class Adds(Layer):
        def build(self, input_shape):
            self.w = self.add_weight(shape=(), initializer="ones", name="w")

        def call(self, inputs):
            self.add_loss(3.0 * self.w)
            return inputs

    layer = Adds()
    with tf.GradientTape() as tape:
        layer(X)
        loss = layer.losses[0]
    assert float(tape.gradient(loss, layer.w)) == 3.0


# -- errors


def test_an_error_keeps_its_class_and_says_in_which_layers():
    class Faulty(Layer):
        def call(self, inputs):
            return {}["missing"]

    outer = Outer(Faulty(name="faulty"))
    with pytest.raises(KeyError, match="missing") as caught:
        outer(X)
    notes = "\n".join(caught.value.__notes__)
    assert f"in layer '{outer.name}/faulty' (Faulty), called with float32[2, 3]" in notes
    assert notes.count("in layer") == 1


def test_a_misspelt_keyword_of_the_constructor_names_the_nearest():
    with pytest.raises(
        ValueError, match=r"Dense.__init__: unknown keyword activaton='relu'; did you mean 'activation'"
    ):
        layers.Dense(10, activaton="relu")


def test_a_misspelt_keyword_of_the_call_is_an_error():
    with pytest.raises(TypeError, match="foo"):
        layers.Dense(2)(X, foo=1)


@pytest.mark.parametrize("name", ["lora_rank", "quantization_config"])
def test_what_keras_has_and_we_have_not_is_refused_unless_switched_off(name):
    assert layers.Dense(2, **{name: None}).units == 2
    with pytest.raises(NotImplementedError, match=f"Dense: {name}: not done here"):
        layers.Dense(2, **{name: 4})


def test_a_string_is_no_input():
    with pytest.raises(ValueError, match=r"layer 'd': inputs: expected a tensor or array of numbers, got 'text'"):
        layers.Dense(2, name="d")("text")


def test_a_layer_without_call_says_what_is_missing():
    with pytest.raises(NotImplementedError, match=r"class Layer has no `call` method"):
        Layer()(X)


def test_names_count_up_among_layers_without_a_name_of_their_own():
    tf.keras.utils.clear_session()
    names = [layers.Dense(1).name, layers.Dense(1, name="mine").name, layers.Dense(1).name]
    assert names == ["dense", "mine", "dense_1"]
