"""Wrong uses of compile and fit: each case records the class of the error."""

from __future__ import annotations

from ..harness import Module, Nest, misuse
from ..models import LABELS, X, Y, classifier, regressor


@misuse
def fit_before_compile(tf: Module) -> Nest:
    tf.keras.Sequential([tf.keras.layers.Dense(1)]).fit(X, Y, verbose=0)


@misuse
def fit_with_different_lengths(tf: Module) -> Nest:
    regressor(tf).fit(X, Y[:-1], verbose=0)


@misuse
def fit_with_a_wrong_width(tf: Module) -> Nest:
    regressor(tf).fit(X[:, :3], Y, verbose=0)


@misuse
def fit_with_labels_of_a_wrong_shape(tf: Module) -> Nest:
    classifier(tf, loss="categorical_crossentropy").fit(X, LABELS, verbose=0)


@misuse
def fit_with_labels_out_of_range(tf: Module) -> Nest:
    classifier(tf).fit(X, LABELS + 3, verbose=0)


@misuse
def fit_with_a_string(tf: Module) -> Nest:
    regressor(tf).fit("data", Y, verbose=0)


@misuse
def fit_without_labels(tf: Module) -> Nest:
    regressor(tf).fit(X, verbose=0)


@misuse
def compile_with_an_unknown_loss(tf: Module) -> Nest:
    regressor(tf, loss="msee").fit(X, Y, verbose=0)


@misuse
def compile_with_an_unknown_metric(tf: Module) -> Nest:
    regressor(tf, metrics=["acc_of_all"]).fit(X, Y, verbose=0)


@misuse
def compile_with_a_misspelt_keyword(tf: Module) -> Nest:
    regressor(tf, metrix=["mae"])


@misuse
def a_split_that_leaves_nothing(tf: Module) -> Nest:
    regressor(tf).fit(X, Y, validation_split=1.0, verbose=0)


@misuse
def an_unknown_direction_of_early_stopping(tf: Module) -> Nest:
    stopper = tf.keras.callbacks.EarlyStopping(monitor="wobble")
    regressor(tf).fit(X, Y, verbose=0, callbacks=[stopper])
