"""A layer of one's own inside a Sequential model: fit, summary, save, load."""

import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf


class WeightedSum(tf.keras.layers.Layer):
    def __init__(self, units):
        super(WeightedSum, self).__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="uniform", trainable=True)
        super(WeightedSum, self).build(input_shape)

    def call(self, inputs):
        return tf.matmul(inputs, self.kernel)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.units)


model = tf.keras.Sequential([WeightedSum(10), tf.keras.layers.Dense(1)])

rng = np.random.default_rng(0)
x = rng.normal(size=(512, 4)).astype("float32")
y = x @ np.array([[1.0], [-2.0], [0.5], [3.0]], dtype="float32") + 1.0

model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.01), loss="mse")
history = model.fit(x, y, epochs=20, batch_size=32, verbose=0)
model.summary()
print(f"loss: {history.history['loss'][0]:.3f} -> {history.history['loss'][-1]:.5f}")

# The layer has no get_config, and its constructor takes no keyword such as `name`. supple remembers what the
# constructor was given, so the file is enough to build the layer again; TensorFlow cannot load what it saved here.
path = Path(tempfile.mkdtemp()) / "weighted_sum.keras"
model.save(path)
try:
    again = tf.keras.models.load_model(path, custom_objects={"WeightedSum": WeightedSum})
except TypeError as error:
    print("not loaded:", str(error).strip().splitlines()[-1])
else:
    difference = np.abs(model.predict(x, verbose=0) - again.predict(x, verbose=0)).max()
    print(f"saved and loaded: largest difference of the predictions {difference}")
