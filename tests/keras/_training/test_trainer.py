"""fit, evaluate and predict against formulas and invariances; the numbers of Keras are replayed in tests/parity."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple import keras


def line(count=70, width=4, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, width)).astype("float32")
    return x, (x @ np.arange(1, width + 1))[:, None].astype("float32")


def model_of(*units, width=4, **options):
    model = keras.Sequential([keras.layers.Dense(u) for u in units])
    model.build((None, width))
    rng = np.random.default_rng(0)
    model.set_weights([rng.normal(size=w.shape) * 0.3 for w in model.get_weights()])
    model.compile(**({"optimizer": keras.optimizers.SGD(0.05), "loss": "mse"} | options))
    return model


def test_fit_follows_gradient_descent_written_in_numpy():
    x, y = line()
    model = model_of(1)
    kernel, bias = (w.astype("float64") for w in model.get_weights())
    history = model.fit(x, y, batch_size=32, epochs=3, shuffle=False, verbose=0)
    expected = []
    for _ in range(3):
        total = 0.0
        for start in range(0, 70, 32):
            a, b = x[start : start + 32].astype("float64"), y[start : start + 32]
            error = a @ kernel + bias - b
            total += (error**2).mean() * len(a)
            kernel -= 0.05 * 2 * a.T @ error / len(a)
            bias -= 0.05 * 2 * error.mean(0)
        expected.append(total / 70)
    np.testing.assert_allclose(history.history["loss"], expected, rtol=1e-5)
    np.testing.assert_allclose(model.get_weights()[0], kernel, rtol=1e-5)


def test_shuffling_sees_every_row_once_an_epoch_and_repeats_with_the_seed():
    seen = []

    class Spy(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            seen.append(x.numpy()[:, 0])
            return self.dense(x)

    x = np.arange(50, dtype="float32")[:, None]
    orders = []
    for _ in range(2):
        tf.random.set_seed(3)
        model = Spy()
        model.compile("sgd", "mse")
        seen.clear()
        model.fit(x, x, batch_size=16, epochs=2, verbose=0)
        orders.append(np.concatenate(seen))
    np.testing.assert_array_equal(orders[0], orders[1])
    np.testing.assert_array_equal(np.sort(orders[0][:50]), x[:, 0])
    assert (orders[0][:50] != orders[0][50:]).any()


def test_evaluate_averages_over_rows_and_predict_keeps_their_order():
    x, y = line()
    model = model_of(1, metrics=["mae"])
    kernel, bias = model.get_weights()
    outputs = x @ kernel + bias
    np.testing.assert_allclose(model.predict(x, batch_size=16, verbose=0), outputs, rtol=1e-5, atol=1e-6)
    loss, mae = model.evaluate(x, y, batch_size=32, verbose=0)
    np.testing.assert_allclose(loss, ((outputs - y) ** 2).mean(), rtol=1e-5)
    np.testing.assert_allclose(mae, np.abs(outputs - y).mean(), rtol=1e-5)
    assert model.evaluate(x, y, verbose=0, return_dict=True).keys() == {"loss", "mae"}


def test_predict_of_one_row_equals_its_row_of_the_whole():
    x, _ = line()
    model = model_of(3, 2)
    np.testing.assert_allclose(model.predict(x[5:6], verbose=0), model.predict(x, verbose=0)[5:6], rtol=1e-6)


def test_a_train_step_of_the_users_own_reports_what_it_returns():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)
            self.tracker = keras.metrics.Mean(name="my_loss")

        def call(self, x, training=False):
            return self.dense(x)

        @property
        def metrics(self):
            return [self.tracker]

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(self(x, training=True) - y))
            grads = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.trainable_variables, strict=True))
            self.tracker.update_state(loss)
            return {"my_loss": self.tracker.result()}

    x, y = line()
    model = Own()
    model.compile(optimizer="sgd")
    history = model.fit(x, y, epochs=5, verbose=0)
    assert list(history.history) == ["my_loss"]
    assert history.history["my_loss"][-1] < history.history["my_loss"][0]


def test_layers_see_training_only_when_the_models_call_takes_it():
    seen = []

    class Probe(keras.layers.Layer):
        def call(self, x, training=None):
            seen.append(training)
            return x

    class Takes(keras.Model):
        def __init__(self):
            super().__init__()
            self.probe, self.dense = Probe(), keras.layers.Dense(1)

        def call(self, x, training=None):
            return self.dense(self.probe(x))

    class Ignores(keras.Model):
        def __init__(self):
            super().__init__()
            self.probe, self.dense = Probe(), keras.layers.Dense(1)

        def call(self, x):
            return self.dense(self.probe(x))

    x, y = line(8)
    for kind, expected in ((Takes, {True}), (Ignores, {None})):
        model = kind()
        model.compile("sgd", "mse")
        seen.clear()
        model.fit(x, y, verbose=0)
        assert set(seen) == expected


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision_trains_float32_weights(policy):
    x, y = line(64)
    keras.mixed_precision.set_global_policy(policy)
    try:
        model = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1, dtype="float32")])
        model.compile(keras.optimizers.Adam(0.05), "mse")
        history = model.fit(x, y, epochs=10, verbose=0)
        assert isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer) == (policy == "mixed_float16")
        assert {w.dtype for w in model.get_weights()} == {np.dtype("float32")}
        assert model.layers[0](x).dtype == policy.removeprefix("mixed_")
    finally:
        keras.mixed_precision.set_global_policy(None)
    assert history.history["loss"][-1] < 0.7 * history.history["loss"][0]


def test_a_loss_scale_factor_changes_nothing_but_the_rounding():
    x, y = line()
    losses = []
    for factor in (None, 1024.0):
        model = model_of(1, optimizer=keras.optimizers.SGD(0.05, loss_scale_factor=factor))
        losses.append(model.fit(x, y, epochs=2, shuffle=False, verbose=0).history["loss"])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-5)


def test_layers_added_between_epochs_are_trained():
    class Growing(keras.Model):
        def __init__(self):
            super().__init__()
            self.blocks = [keras.layers.Dense(4)]
            self.head = keras.layers.Dense(1)

        def call(self, x):
            for block in self.blocks:
                x = block(x)
            return self.head(x)

    x, y = line()
    model = Growing()
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(x, y, verbose=0)
    assert len(model.trainable_variables) == 4
    model.blocks.append(keras.layers.Dense(4))
    model(x)
    before = model.blocks[1].get_weights()[0]
    model.fit(x, y, verbose=0)
    assert len(model.trainable_variables) == 6
    assert np.abs(model.blocks[1].get_weights()[0] - before).max() > 0


def test_regularizers_and_added_losses_are_part_of_the_loss():
    class Adds(keras.layers.Layer):
        def call(self, x):
            self.add_loss(0.5 * tf.reduce_mean(x * x))
            return x

    x, y = line(16)
    model = keras.Sequential([Adds(), keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L2(0.1))])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    loss = model.evaluate(x, y, batch_size=16, verbose=0)
    kernel, bias = model.get_weights()
    expected = ((x @ kernel + bias - y) ** 2).mean() + 0.5 * (x * x).mean() + 0.1 * (kernel**2).sum()
    np.testing.assert_allclose(loss, expected, rtol=1e-5)
    np.testing.assert_allclose(model.fit(x, y, batch_size=16, verbose=0).history["loss"][0], expected, rtol=1e-5)


def test_a_run_that_is_interrupted_leaves_a_usable_model_and_history():
    class Stop(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise KeyboardInterrupt

    x, y = line()
    model = model_of(1)
    with pytest.raises(KeyboardInterrupt):
        model.fit(x, y, epochs=5, verbose=0, callbacks=[Stop()])
    assert len(model.history.history["loss"]) == 2
    model.fit(x, y, verbose=0)


@pytest.mark.parametrize(
    ("run", "kind", "text"),
    [
        (lambda m, x, y: m.fit(x, y[:-3], verbose=0), ValueError, r"70.*67"),
        (lambda m, x, y: m.fit(x[:, :3], y, verbose=0), ValueError, r"sequential\w*/dense.*size 4, got 3"),
        (lambda m, x, y: m.fit(x, y, epoch=3), ValueError, r"fit.*epoch=3.*did you mean"),
        (lambda m, x, y: m.fit(x, y, epochs="3"), ValueError, r"epochs.*'3'"),
        (lambda m, x, y: m.fit(x, y, batch_size=0), ValueError, r"batch_size.*0"),
        (lambda m, x, y: m.compile("sgd", "msee"), ValueError, r"msee.*mse"),
        (lambda m, x, y: m.compile("sdg", "mse"), ValueError, r"sdg.*sgd"),
        (lambda m, x, y: m.compile("sgd", "mse", metric=["mae"]), ValueError, r"metric=.*metrics"),
        (lambda m, x, y: m.fit(x, verbose=0), ValueError, r"targets.*y"),
    ],
)
def test_bad_input_is_named(run, kind, text):
    x, y = line()
    model = model_of(1)
    before = model.get_weights()
    with pytest.raises(kind, match=text):
        run(model, x, y)
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("inputs", [None, "text", ["a"], {}])
def test_a_layer_called_on_no_tensor_says_what_it_got(inputs):
    with pytest.raises(ValueError, match=r"layer 'd': inputs: expected a tensor or array.*got"):
        keras.layers.Dense(3, name="d")(inputs)


def test_a_model_that_is_not_compiled_says_so():
    x, y = line()
    with pytest.raises(ValueError, match="compile"):
        keras.Sequential([keras.layers.Dense(1)]).fit(x, y)
