"""A training loop by hand: a dataset, a tape, an optimizer."""

import numpy as np
import tensorflow as tf

tf.random.set_seed(0)
rng = np.random.default_rng(0)
x = rng.normal(size=(1024, 10)).astype("float32")
y = x @ rng.normal(size=(10, 1)).astype("float32") + 0.5

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(learning_rate=0.01)
dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)

# `losses.mean_squared_error` is the name of TensorFlow 2.15 and before, which supple keeps; 2.21 calls it MSE.
losses = tf.keras.losses
mean_squared_error = losses.mean_squared_error if hasattr(losses, "mean_squared_error") else losses.MSE

for epoch in range(30):
    total = 0.0
    for batch_x, batch_y in dataset:
        with tf.GradientTape() as tape:
            predictions = model(batch_x)
            loss = mean_squared_error(batch_y, predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        total += float(tf.reduce_sum(loss))
    if epoch % 10 == 9:
        print(f"epoch {epoch + 1:2}: mean squared error {total / len(x):.6f}")

kernel, bias = model.get_weights()
print("bias:", bias.round(3), "first weights:", kernel[:3, 0].round(3))
