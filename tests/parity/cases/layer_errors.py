"""Wrong uses of layers and models: each case records the class of the error."""

from __future__ import annotations

from ..harness import Module, Nest, integers, misuse, numbers


@misuse
def dense_of_another_width(tf: Module) -> Nest:
    layer = tf.keras.layers.Dense(2)
    layer(numbers(2, 3))
    layer(numbers(2, 4))


@misuse
def dense_of_no_units(tf: Module) -> Nest:
    tf.keras.layers.Dense(0)


@misuse
def dense_of_units_in_words(tf: Module) -> Nest:
    tf.keras.layers.Dense("ten")


@misuse
def dense_with_a_misspelt_keyword(tf: Module) -> Nest:
    tf.keras.layers.Dense(2, activaton="relu")


@misuse
def dense_of_a_string(tf: Module) -> Nest:
    tf.keras.layers.Dense(2)("text")


@misuse
def dense_of_a_scalar(tf: Module) -> Nest:
    tf.keras.layers.Dense(2)(tf.constant(1.0))


@misuse
def convolution_of_a_wrong_rank(tf: Module) -> Nest:
    tf.keras.layers.Conv2D(2, 3)(numbers(6, 6, 3))


@misuse
def convolution_of_too_small_an_image(tf: Module) -> Nest:
    tf.keras.layers.Conv2D(2, 3)(numbers(1, 2, 2, 3))


@misuse
def convolution_whose_groups_do_not_divide(tf: Module) -> Nest:
    tf.keras.layers.Conv2D(3, 3, groups=2)


@misuse
def convolution_with_an_unknown_padding(tf: Module) -> Nest:
    tf.keras.layers.Conv2D(3, 3, padding="full")


@misuse
def dropout_of_an_impossible_rate(tf: Module) -> Nest:
    tf.keras.layers.Dropout(1.5)


@misuse
def embedding_out_of_range(tf: Module) -> Nest:
    tf.keras.layers.Embedding(3, 2)(integers(2, 2, low=5, high=9))


@misuse
def an_unknown_activation(tf: Module) -> Nest:
    tf.keras.layers.Dense(2, activation="rellu")


@misuse
def set_weights_of_a_wrong_number(tf: Module) -> Nest:
    layer = tf.keras.layers.Dense(2)
    layer.build((None, 3))
    layer.set_weights([numbers(3, 2)])


@misuse
def set_weights_of_a_wrong_shape(tf: Module) -> Nest:
    layer = tf.keras.layers.Dense(2)
    layer.build((None, 3))
    layer.set_weights([numbers(2, 3), numbers(2)])


@misuse
def get_layer_of_an_unknown_name(tf: Module) -> Nest:
    tf.keras.Sequential([tf.keras.layers.Dense(1)]).get_layer("nothing")


@misuse
def a_call_without_inputs(tf: Module) -> Nest:
    tf.keras.layers.Dense(1)()


@misuse
def a_layer_that_was_not_initialised(tf: Module) -> Nest:
    class Forgetful(tf.keras.layers.Layer):
        def __init__(self) -> None:
            self.dense = tf.keras.layers.Dense(1)

    Forgetful()(numbers(1, 2))


@misuse
def two_layers_of_one_name(tf: Module) -> Nest:
    tf.keras.Sequential([tf.keras.layers.Dense(1, name="a"), tf.keras.layers.Dense(1, name="a")])


@misuse
def sequential_of_something_else(tf: Module) -> Nest:
    tf.keras.Sequential(["dense"])
