"""A model whose `call` takes a Python branch on a tensor: once eagerly, then a custom loop, then `fit`."""

import numpy as np
import tensorflow as tf


class DynamicBranchModel(tf.keras.Model):
    def __init__(self):
        super(DynamicBranchModel, self).__init__()
        self.dense1 = tf.keras.layers.Dense(64, activation="relu")
        self.dense2 = tf.keras.layers.Dense(32, activation="relu")
        self.dense3 = tf.keras.layers.Dense(1)
        # dense3 sees 32 or 64 columns, as the branch has it. One kernel fits one width, so one of the two must give way:
        # either both branches get the same width, or, in supple, the layer keeps a set of weights for each.
        if hasattr(tf.keras.layers, "PerShape"):
            self.dense3 = tf.keras.layers.PerShape(self.dense3)
        else:
            self.dense2 = tf.keras.layers.Dense(64, activation="relu")

    def call(self, inputs, training=False):
        x = self.dense1(inputs)
        if tf.reduce_mean(inputs) > 0.5:
            x = self.dense2(x)
        return self.dense3(x)


tf.random.set_seed(0)
rng = np.random.default_rng(0)
low = rng.uniform(0.0, 0.8, size=(256, 8)).astype("float32")
high = rng.uniform(0.2, 1.0, size=(256, 8)).astype("float32")
# Batches of 32 rows, in turn with a mean below and above one half.
x = np.stack([low.reshape(8, 32, 8), high.reshape(8, 32, 8)], axis=1).reshape(-1, 8)
y = x.sum(axis=1, keepdims=True)

model = DynamicBranchModel()
print("eager:", model(low[:32]).shape, model(high[:32]).shape)

optimizer = tf.keras.optimizers.Adam(learning_rate=0.003)
loss_of = tf.keras.losses.MeanSquaredError()
dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)
for epoch in range(10):
    losses = []
    for batch_x, batch_y in dataset:
        with tf.GradientTape() as tape:
            loss = loss_of(batch_y, model(batch_x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        losses.append(float(loss))
    if epoch in {0, 9}:
        print(f"custom loop, epoch {epoch + 1}: {np.mean(losses):.4f}")

# TensorFlow compiles `call` here and refuses a Python `if` on a tensor; supple runs it as it reads.
model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.003), loss="mse")
try:
    history = model.fit(dataset, epochs=10, verbose=0)
except Exception as error:
    print(f"fit: refused with {type(error).__name__}")
else:
    print(f"fit: {history.history['loss'][0]:.4f} -> {history.history['loss'][-1]:.4f}")
