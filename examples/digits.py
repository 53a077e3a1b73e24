"""Handwritten digits: a convolutional classifier, trained, saved, loaded in a fresh process and judged there."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from tensorflow import keras
from tensorflow.keras import layers


@keras.utils.register_keras_serializable("digits")
class ConvBlock(layers.Layer):
    """Convolution, normalization, activation."""

    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.conv = layers.Conv2D(filters, 3, padding="same", use_bias=False)
        self.norm = layers.BatchNormalization(momentum=0.9)

    def call(self, inputs, training=False):
        return tf.nn.relu(self.norm(self.conv(inputs), training=training))

    def get_config(self):
        return {**super().get_config(), "filters": self.filters}


@keras.utils.register_keras_serializable("digits")
class DigitClassifier(keras.Model):
    """Two convolution blocks on 8 x 8 pixels, then a dense layer: (B, 8, 8, 1) -> (B, 10) logits."""

    def __init__(self, filters=32, dropout=0.3, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.dropout = dropout
        self.block1 = ConvBlock(filters)
        self.block2 = ConvBlock(2 * filters)
        self.pool = layers.MaxPooling2D(2)
        self.flatten = layers.Flatten()
        self.hidden = layers.Dense(64, activation="relu")
        self.drop = layers.Dropout(dropout)
        self.head = layers.Dense(10)

    def call(self, inputs, training=False):
        x = self.pool(self.block1(inputs, training=training))
        x = self.pool(self.block2(x, training=training))
        x = self.drop(self.hidden(self.flatten(x)), training=training)
        return self.head(x)

    def get_config(self):
        return {**super().get_config(), "filters": self.filters, "dropout": self.dropout}


def digits():
    """The 1797 images of scikit-learn in three parts: training, validation, test."""
    images, labels = load_digits(return_X_y=True)
    images = (images / 16.0).astype("float32").reshape(-1, 8, 8, 1)
    rest_x, test_x, rest_y, test_y = train_test_split(images, labels, test_size=360, random_state=1, stratify=labels)
    train_x, val_x, train_y, val_y = train_test_split(rest_x, rest_y, test_size=180, random_state=1, stratify=rest_y)
    return (train_x, train_y), (val_x, val_y), (test_x, test_y)


def train(path, epochs):
    """Fit on the training part until the validation loss stops falling, and save the best weights seen."""
    keras.utils.set_random_seed(7)
    (train_x, train_y), validation, _ = digits()
    model = DigitClassifier()
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=2e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    started = time.perf_counter()
    history = model.fit(
        train_x,
        train_y,
        batch_size=64,
        epochs=epochs,
        validation_data=validation,
        callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)],
    )
    seconds = time.perf_counter() - started
    model.summary()
    model.save(path)
    print(f"{len(history.history['loss'])} epochs in {seconds:.1f} s; saved to {path}")


def judge(path):
    """Load the model and print what it does on images that training never saw."""
    model = keras.models.load_model(path)
    _, _, (images, labels) = digits()
    guesses = np.argmax(model.predict(images, verbose=0), axis=1)
    confusion = np.zeros((10, 10), dtype=int)
    np.add.at(confusion, (labels, guesses), 1)
    accuracy = np.trace(confusion) / confusion.sum()
    print("\nrows: the digit, columns: what the model took it for")
    print("     " + "".join(f"{digit:4}" for digit in range(10)))
    for digit, row in enumerate(confusion):
        print(f"{digit:4} " + "".join(f"{count or '.':>4}" for count in row))
    print(f"\ntest accuracy: {accuracy:.2%} of {len(labels)} images")
    return accuracy


def in_a_fresh_process(*arguments):
    """Start this program again the way it was started: by python, or by `supple run`."""
    launcher = sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv) + 1]
    return subprocess.run([sys.executable, *launcher, *arguments]).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--load", type=Path, metavar="FILE", help="judge a saved model and stop")
    parser.add_argument("--save", type=Path, metavar="FILE", default=Path("digits.keras"))
    parser.add_argument("--epochs", type=int, default=30)
    options = parser.parse_args()
    if options.load:
        sys.exit(0 if judge(options.load) >= 0.97 else "expected at least 97 %")
    train(options.save, options.epochs)
    sys.exit(in_a_fresh_process("--load", str(options.save)))
