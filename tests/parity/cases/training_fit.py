"""fit with fixed weights and data: histories, validation, weights of samples and classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..harness import Module, Nest, case, fill, integers, numbers
from ..models import LABELS, ONE_HOT, WEIGHTS, X, Y, classifier, fit, regressor


@case
def fit_of_a_regressor(tf: Module) -> Nest:
    model = regressor(tf, metrics=["mae"])
    return fit(model, X, Y), model.get_weights(), model.optimizer.iterations.numpy()


@case
def fit_of_a_classifier(tf: Module) -> Nest:
    model = classifier(tf, metrics=["accuracy"])
    return fit(model, X, LABELS), model.evaluate(X, LABELS, verbose=0), model.predict(X[:2], verbose=0)


@case
def fit_with_one_hot_labels_and_two_metrics(tf: Module) -> Nest:
    model = classifier(tf, loss="categorical_crossentropy", metrics=["accuracy", tf.keras.metrics.MeanSquaredError()])
    return fit(model, X, ONE_HOT, batch_size=16)


@case
def fit_of_a_binary_classifier(tf: Module) -> Nest:
    layers = tf.keras.layers
    model = tf.keras.Sequential([layers.Input((4,)), layers.Dense(1, activation="sigmoid")])
    fill(model)
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    return fit(model, X, (Y > 0).astype("int32"))


@case
def fit_with_validation_data(tf: Module) -> Nest:
    model = classifier(tf, metrics=["accuracy"])
    return fit(model, X[:50], LABELS[:50], validation_data=(X[50:], LABELS[50:]))


@case
def fit_with_weighted_validation_data(tf: Module) -> Nest:
    return fit(regressor(tf), X[:50], Y[:50], validation_data=(X[50:], Y[50:], WEIGHTS[50:]))


@case
def fit_with_a_validation_split(tf: Module) -> Nest:
    return fit(regressor(tf, metrics=["mse"]), X, Y, validation_split=0.25)


@case
def fit_with_validation_every_second_epoch(tf: Module) -> Nest:
    return fit(regressor(tf), X[:50], Y[:50], validation_data=(X[50:], Y[50:]), validation_freq=2, epochs=4)


@case
def fit_with_sample_weights(tf: Module) -> Nest:
    model = classifier(tf, metrics=["accuracy"], weighted_metrics=["sparse_categorical_accuracy"])
    return fit(model, X, LABELS, sample_weight=WEIGHTS)


@case
def fit_with_class_weights(tf: Module) -> Nest:
    return fit(classifier(tf), X, LABELS, class_weight={0: 1.0, 1: 3.0, 2: 0.5})


@case
def fit_with_class_weights_of_one_hot_labels(tf: Module) -> Nest:
    model = classifier(tf, loss="categorical_crossentropy")
    return fit(model, X, ONE_HOT, class_weight={0: 1.0, 1: 3.0, 2: 0.5})


@case
def fit_of_a_dataset(tf: Module) -> Nest:
    dataset = tf.data.Dataset.from_tensor_slices((X, Y)).batch(32)
    model = regressor(tf)
    return fit(model, dataset, validation_data=dataset.take(1)), model.evaluate(dataset, verbose=0)


@case
def fit_of_a_generator(tf: Module) -> Nest:
    def batches() -> Any:
        while True:
            for start in (0, 32):
                yield X[start : start + 32], Y[start : start + 32]

    return fit(regressor(tf), batches(), steps_per_epoch=2)


@case
def fit_from_a_later_epoch(tf: Module) -> Nest:
    history = regressor(tf).fit(X, Y, epochs=4, initial_epoch=2, verbose=0, shuffle=False)
    return history.history, history.epoch


@case
def fit_twice_continues(tf: Module) -> Nest:
    model = regressor(tf, optimizer="adam")
    return fit(model, X, Y, epochs=1), fit(model, X, Y, epochs=2), model.optimizer.iterations.numpy()


@case
def fit_with_a_schedule(tf: Module) -> Nest:
    schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 3, 0.5)
    model = regressor(tf, optimizer=tf.keras.optimizers.SGD(schedule))
    return fit(model, X, Y), float(np.asarray(model.optimizer.learning_rate))


@case
def fit_with_averaged_weights(tf: Module) -> Nest:
    model = regressor(tf, optimizer=tf.keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.7))
    return fit(model, X, Y), model.get_weights()


@case
def fit_with_regularizers(tf: Module) -> Nest:
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [layers.Input((4,)), layers.Dense(5, kernel_regularizer="l2", activity_regularizer="l1"), layers.Dense(1)]
    )
    fill(model)
    model.compile("sgd", "mse", metrics=["mse"])
    return fit(model, X, Y), model.evaluate(X, Y, verbose=0, return_dict=True)


@case
def fit_with_batch_normalization_and_embedding(tf: Module) -> Nest:
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            layers.Input((3,), dtype="int32"),
            layers.Embedding(10, 4),
            layers.Flatten(),
            layers.BatchNormalization(momentum=0.9),
            layers.Dense(1),
        ]
    )
    fill(model)
    model.compile("sgd", "mse")  # Adam in Keras does not add up rows that are looked up twice
    ids = integers(70, 3)
    return fit(model, ids, Y), model.get_weights(), model.evaluate(ids, Y, verbose=0)


@case(rtol=1e-4)
def fit_of_a_subclassed_convolutional_classifier(tf: Module) -> Nest:
    layers = tf.keras.layers

    class Classifier(tf.keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.conv = layers.Conv2D(4, 3, activation="relu", padding="same")
            self.pool = layers.MaxPooling2D()
            self.norm = layers.BatchNormalization()
            self.flatten = layers.Flatten()
            self.drop = layers.Dropout(0.0)
            self.head = layers.Dense(3)

        def call(self, inputs: Any, training: bool = False) -> Any:
            x = self.norm(self.pool(self.conv(inputs)), training=training)
            return self.head(self.drop(self.flatten(x), training=training))

    images = numbers(40, 8, 8, 1)
    model = Classifier()
    model(images[:1])
    fill(model)
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(tf.keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    history = fit(model, images, LABELS[:40], batch_size=16)
    return history, model.predict(images[:3], verbose=0), [weight.numpy() for weight in model.norm.weights]
