"""The three programs that supple was founded on, as their users wrote them."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import numpy as np
import pytest

import supple as tf


class WeightedSum(tf.keras.layers.Layer):
    def __init__(self, units):
        super(WeightedSum, self).__init__()  # noqa: UP008  as the program has it
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="uniform", trainable=True)
        super(WeightedSum, self).build(input_shape)  # noqa: UP008

    def call(self, inputs):
        return tf.matmul(inputs, self.kernel)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.units)


class DynamicBranchModel(tf.keras.Model):
    def __init__(self, width=32, per_shape=False):
        super(DynamicBranchModel, self).__init__()  # noqa: UP008
        self.dense1 = tf.keras.layers.Dense(64, activation="relu")
        self.dense2 = tf.keras.layers.Dense(width, activation="relu")
        self.dense3 = tf.keras.layers.Dense(1)
        if per_shape:
            self.dense3 = tf.keras.layers.PerShape(tf.keras.layers.Dense(1))

    def call(self, inputs, training=False):
        x = self.dense1(inputs)
        if tf.reduce_mean(inputs) > 0.5:
            x = self.dense2(x)
        return self.dense3(x)


def rows(count=96, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 8)).astype("float32")
    return x, x.sum(1, keepdims=True).astype("float32")


def both_kinds():
    """Batches of 32 whose means lie on both sides of 0.5."""
    x, y = rows(128)
    x[32:64] += 2
    x[96:] += 2
    return x, y


def test_a_custom_layer_in_a_sequential_fits_and_shows_shapes(capsys):
    tf.keras.utils.clear_session()  # names are counted from here
    x, y = rows()
    model = tf.keras.Sequential([WeightedSum(10), tf.keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    history = model.fit(x, y, epochs=20, batch_size=16, verbose=0)
    assert history.history["loss"][-1] < 0.5 * history.history["loss"][0]
    model.summary()
    text = capsys.readouterr().out
    assert "weighted_sum (WeightedSum)" in text
    assert "(None, 10)" in text
    assert "?" not in text
    assert "Trainable params: 91" in text


def test_a_layer_without_get_config_loads_in_a_process_that_imported_it(tmp_path):
    module = tmp_path / "my_layers.py"
    module.write_text(
        textwrap.dedent(
            """
            import supple as tf

            class WeightedSum(tf.keras.layers.Layer):
                def __init__(self, units):
                    super().__init__()
                    self.units = units
                def build(self, input_shape):
                    self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="uniform")
                def call(self, inputs):
                    return tf.matmul(inputs, self.kernel)
            """
        )
    )
    write = (
        "import numpy as np, supple as tf; from my_layers import WeightedSum\n"
        "m = tf.keras.Sequential([WeightedSum(10), tf.keras.layers.Dense(1)]); m.compile('adam', 'mse')\n"
        "x = np.arange(32, dtype='float32').reshape(4, 8); m.fit(x, x[:, :1], verbose=0); m.save('m.keras')\n"
        "np.save('out.npy', m.predict(x, verbose=0))"
    )
    read = (
        "import numpy as np, supple as tf; from my_layers import WeightedSum\n"
        "m = tf.keras.models.load_model('m.keras'); x = np.arange(32, dtype='float32').reshape(4, 8)\n"
        "assert type(m.layers[0]) is WeightedSum and m.layers[0].units == 10\n"
        "assert int(m.optimizer.iterations.numpy()) == 1\n"
        "np.testing.assert_array_equal(m.predict(x, verbose=0), np.load('out.npy'))"
    )
    for code in (write, read):
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_a_python_branch_on_a_tensor_runs_eagerly_in_a_loop_and_in_fit():
    x, y = both_kinds()
    model = DynamicBranchModel(width=64)
    model.compile(optimizer="adam", loss="mse")
    history = model.fit(x, y, batch_size=32, epochs=30, shuffle=False, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]
    assert len(model.trainable_variables) == 6
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x[32:64], training=True) - y[32:64]))
    assert all(g is not None for g in tape.gradient(loss, model.trainable_variables))


def test_two_widths_in_one_layer_name_the_layer_both_widths_and_two_ways_out():
    x, y = both_kinds()
    model = DynamicBranchModel()
    model.compile(optimizer="adam", loss="mse")
    with pytest.raises(ValueError, match=r"dynamic_branch_model\w*/dense_?\d*") as caught:
        model.fit(x, y, batch_size=32, shuffle=False, verbose=0)
    text = str(caught.value)
    assert "size 64, got 32" in text
    assert "(32, 64) by the call at" in text
    assert "test_founding_programs.py" in text
    assert "one width on every path" in text.replace("inputs of one width", "one width")
    assert "layers.PerShape(Dense(...))" in text


def test_per_shape_trains_both_widths_in_one_fit_and_survives_saving(tmp_path, capsys):
    x, y = both_kinds()
    model = DynamicBranchModel(per_shape=True)
    model.compile(optimizer="adam", loss="mse")
    before = None
    model.fit(x, y, batch_size=32, epochs=1, shuffle=False, verbose=0)
    kernels = [v for v in model.dense3.trainable_variables if len(v.shape) == 2]
    assert sorted(int(k.shape[0]) for k in kernels) == [32, 64]
    before = [k.numpy() for k in kernels]
    history = model.fit(x, y, batch_size=32, epochs=30, shuffle=False, verbose=0)
    assert all(np.abs(k.numpy() - old).max() > 1e-3 for k, old in zip(kernels, before, strict=True))
    assert history.history["loss"][-1] < history.history["loss"][0]
    model.summary()
    text = capsys.readouterr().out
    assert "width_32" in text
    assert "width_64" in text
    model.save(tmp_path / "m.keras")
    again = tf.keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    model.save_weights(tmp_path / "m.weights.h5")
    again.set_weights([w * 0 for w in again.get_weights()])
    again.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))


def test_a_hand_written_loop_over_a_dataset_lowers_the_loss():
    x, y = rows(100)
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    optimizer = tf.keras.optimizers.Adam(learning_rate=0.01)
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)
    losses = []
    for _ in range(60):
        for batch, truth in dataset:
            with tf.GradientTape() as tape:
                predictions = model(batch)
                loss = tf.keras.losses.mean_squared_error(truth, predictions)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
            losses.append(float(tf.reduce_mean(loss)))
    assert losses[-1] < 0.2 * losses[0]
    assert int(optimizer.iterations.numpy()) == 60 * 4
