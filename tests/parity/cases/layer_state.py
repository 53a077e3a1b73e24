"""What layers and models know of themselves: configs, names, weights, errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, fill, numbers

CONFIGS: dict[str, Callable[[Any], Any]] = {
    "dense": lambda keras: keras.layers.Dense(3, activation="relu", name="head"),
    "dense_with_objects": lambda keras: keras.layers.Dense(
        3, use_bias=False, kernel_initializer="he_normal", kernel_regularizer=keras.regularizers.L2(0.01), name="head"
    ),
    "dropout": lambda keras: keras.layers.Dropout(0.3, seed=5, name="drop"),
    "flatten": lambda keras: keras.layers.Flatten(name="flat"),
    "activation": lambda keras: keras.layers.Activation("relu", name="act"),
    "relu": lambda keras: keras.layers.ReLU(max_value=6.0, name="relu"),
    "embedding": lambda keras: keras.layers.Embedding(10, 4, mask_zero=True, name="table"),
    "conv2d": lambda keras: keras.layers.Conv2D(8, 3, padding="same", strides=2, name="conv"),
    "max_pooling": lambda keras: keras.layers.MaxPooling2D((2, 3), padding="same", name="pool"),
    "batch_normalization": lambda keras: keras.layers.BatchNormalization(momentum=0.9, name="norm"),
    "layer_normalization": lambda keras: keras.layers.LayerNormalization(epsilon=1e-6, name="norm"),
    "sgd": lambda keras: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda keras: keras.optimizers.Adam(0.01, beta_1=0.8, clipnorm=1.0),
    "exponential_decay": lambda keras: keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5, staircase=True),
    "mean_squared_error": lambda keras: keras.losses.MeanSquaredError(name="mse"),
    "binary_crossentropy": lambda keras: keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1),
    "mean": lambda keras: keras.metrics.Mean(name="m"),
    "binary_accuracy": lambda keras: keras.metrics.BinaryAccuracy(threshold=0.4),
    "l2": lambda keras: keras.regularizers.L2(0.5),
    "glorot": lambda keras: keras.initializers.GlorotUniform(seed=3),
    "max_norm": lambda keras: keras.constraints.MaxNorm(3.0, axis=0),
}


def plain(config: Any) -> str:
    """A config as sorted JSON, without what is None, the dtype policy, Keras' module names and its renormalization."""
    hidden = ("dtype", "module", "registered_name", "renorm", "renorm_momentum")

    def tidy(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: tidy(item) for key, item in value.items() if item is not None and key not in hidden}
        if isinstance(value, (list, tuple)):
            return [tidy(item) for item in value]
        return float(f"{value:.6g}") if isinstance(value, float) else value

    return json.dumps(tidy(config), sort_keys=True)


for config_name, constructor in CONFIGS.items():

    def configured(tf: Module, constructor: Callable[[Any], Any] = constructor) -> Nest:
        tf.keras.utils.clear_session()
        made = constructor(tf.keras)
        config = made.get_config()
        again = type(made).from_config(config)
        return plain(config), plain(again.get_config()) == plain(config)

    add(f"config_of_{config_name}", configured)


@case
def config_of_a_sequential(tf: Module) -> Nest:
    layers = tf.keras.layers
    model = tf.keras.Sequential([layers.Input((3,)), layers.Dense(4, name="a"), layers.Dense(1, name="b")], name="net")
    again = tf.keras.Sequential.from_config(model.get_config())
    return [layer.name for layer in again.layers], again.output_shape, again.name, again.count_params()


@case
def names_and_paths_under_a_nested_model(tf: Module) -> Nest:
    tf.keras.utils.clear_session()

    class Block(tf.keras.layers.Layer):
        def __init__(self, units: int, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.norm = tf.keras.layers.BatchNormalization()
            self.dense = tf.keras.layers.Dense(units)
            self.gate = self.add_weight(shape=(1,), initializer="ones", name="gate")

        def build(self, input_shape: Any) -> None:
            self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="scale", trainable=False)
            self.shift = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="shift")

        def call(self, inputs: Any) -> Any:
            return self.dense(self.norm(inputs)) * self.gate

    class Net(tf.keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.blocks = [Block(3), Block(2, name="last")]
            self.heads = {"b": tf.keras.layers.Dense(1), "a": tf.keras.layers.Dense(1, use_bias=False)}

        def call(self, inputs: Any) -> Any:
            x = inputs
            for block in self.blocks:
                x = block(x)
            return self.heads["a"](x) + self.heads["b"](x)

    net = Net()
    net(numbers(2, 4))
    net(numbers(2, 4))
    return {
        "weights": [[weight.path, weight.name, weight.shape, weight.trainable] for weight in net.weights],
        "trainable": [weight.path for weight in net.trainable_weights],
        "frozen": [weight.path for weight in net.non_trainable_weights],
        "layers": [layer.name for layer in net.layers],
        "parameters": net.count_params(),
        "block": [weight.path for weight in net.blocks[0].weights],
        "name": net.name,
    }


@case
def automatic_names_count_up(tf: Module) -> Nest:
    tf.keras.utils.clear_session()
    layers = tf.keras.layers
    made = [layers.Dense(1), layers.Dense(1), layers.Conv2D(1, 1), layers.LayerNormalization(), layers.ReLU()]
    made += [
        layers.MaxPooling2D(),
        layers.BatchNormalization(),
        layers.Dense(1),
        layers.Flatten(),
        layers.Embedding(1, 1),
    ]

    class MyBlock(layers.Layer):
        pass

    class HTTPNet(tf.keras.Model):
        pass

    return [layer.name for layer in [*made, MyBlock(), MyBlock(), HTTPNet(), tf.keras.Sequential()]]


@case
def a_layer_is_built_by_its_first_call(tf: Module) -> Nest:
    layer = tf.keras.layers.Dense(2)
    before = [layer.built, len(layer.weights)]
    layer(numbers(3, 4))
    return before, layer.built, len(layer.weights), layer.kernel.shape


@case
def trainable_flags(tf: Module) -> Nest:
    layers = tf.keras.layers
    model = tf.keras.Sequential([layers.Dense(2), layers.BatchNormalization(), layers.Dense(1)])
    model.build((None, 3))

    def counts() -> list[int]:
        return [len(model.weights), len(model.trainable_weights), len(model.non_trainable_weights)]

    seen = [counts()]
    model.layers[0].trainable = False
    seen.append(counts())
    model.trainable = False
    seen.append(counts())
    model.layers[1].trainable = True
    seen.append([*counts(), model.trainable, model.layers[1].trainable])
    return seen


@case
def get_weights_copies_and_set_weights_orders(tf: Module) -> Nest:
    layer = tf.keras.layers.Dense(2)
    layer.build((None, 3))
    fill(layer)
    taken = layer.get_weights()
    taken[0][:] = 100.0
    return layer.get_weights(), layer.kernel, [type(array).__name__ for array in taken]


@case
def add_weight_in_its_forms(tf: Module) -> Nest:
    class Forms(tf.keras.layers.Layer):
        def build(self, input_shape: Any) -> None:
            self.a = self.add_weight((2,), "ones")
            self.b = self.add_weight(name="b", shape=(1, 2), initializer=tf.keras.initializers.Constant(3.0))
            self.c = self.add_weight(shape=(), initializer="zeros", dtype="int32", trainable=False, name="c")

        def call(self, inputs: Any) -> Any:
            return inputs * self.a + self.b

    tf.keras.utils.clear_session()
    layer = Forms()
    outputs = layer(numbers(3, 2))
    return (
        outputs,
        [[weight.name, weight.path, weight.dtype, weight.trainable] for weight in layer.weights],
        layer.weights,
    )


@case
def a_keras_variable(tf: Module) -> Nest:
    variable = tf.keras.Variable(numbers(2, 3), name="v", trainable=False)
    before = variable.numpy()
    variable.assign(tf.zeros((2, 3)))
    variable.assign_add(np.ones((2, 3), "float32"))
    return (
        before,
        variable,
        variable + 1,
        variable.shape,
        variable.dtype,
        variable.name,
        variable.trainable,
        variable[0],
    )


@case
def sequential_grows_and_shrinks(tf: Module) -> Nest:
    tf.keras.utils.clear_session()
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Dense(4, activation="relu"))
    model.add(tf.keras.layers.Dense(2))
    built = model.built
    model.build((None, 3))
    fill(model)
    first = model(numbers(2, 3))
    model.pop()
    return built, first, model(numbers(2, 3)), model.output_shape, [layer.name for layer in model.layers]


@case
def get_layer_by_name_and_index(tf: Module) -> Nest:
    layers = tf.keras.layers
    model = tf.keras.Sequential([layers.Dense(2, name="a"), layers.Dense(3, name="b")])
    return model.get_layer("b").units, model.get_layer(index=0).name, model.layers[-1].name


@case
def the_training_argument_reaches_inner_layers(tf: Module) -> Nest:
    seen: list[Any] = []

    class Spy(tf.keras.layers.Layer):
        def call(self, inputs: Any, training: Any = None) -> Any:
            seen.append(training)
            return inputs

    class Outer(tf.keras.layers.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.spy = Spy()

        def call(self, inputs: Any, training: Any = None) -> Any:
            return self.spy(inputs)

    class Deaf(tf.keras.layers.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.spy = Spy()

        def call(self, inputs: Any) -> Any:
            return self.spy(inputs)

    outer, deaf = Outer(), Deaf()
    x = numbers(1, 2)
    outer(x)
    deaf(x)
    seen.clear()  # a first call may run `call` more than once, to build
    outer(x)
    outer(x, training=True)
    outer(x, training=False)
    deaf(x)
    return seen


@case
def masks_travel_through_layers(tf: Module) -> Nest:
    class Masked(tf.keras.layers.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.supports_masking = True

        def call(self, inputs: Any, mask: Any = None) -> Any:
            return inputs if mask is None else inputs * tf.cast(mask, inputs.dtype)[..., None]

    embedding = tf.keras.layers.Embedding(5, 2, mask_zero=True)
    ids = tf.constant([[1, 0, 2]])
    embedding(ids)
    fill(embedding)
    masked = Masked()
    dropped = tf.keras.layers.Dropout(0.5)(embedding(ids))
    return masked(embedding(ids)), masked(dropped), masked(numbers(1, 3, 2))


@case
def add_loss_in_a_call(tf: Module) -> Nest:
    class Penalty(tf.keras.layers.Layer):
        def call(self, inputs: Any) -> Any:
            self.add_loss(0.5 * tf.reduce_sum(inputs**2))
            return inputs

    model = tf.keras.Sequential([Penalty(), tf.keras.layers.Dense(1, kernel_regularizer="l2")])
    model(numbers(2, 3))
    fill(model)
    model(numbers(2, 3))
    model(numbers(2, 3, seed=1))
    return list(model.losses)


@case
def symbolic_shapes_of_a_functional_model(tf: Module) -> Nest:
    layers = tf.keras.layers
    inputs = layers.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, activation="relu")(inputs)
    x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    outputs = layers.Dense(2)(x)
    return inputs.shape, x.shape, outputs.shape, outputs.dtype
