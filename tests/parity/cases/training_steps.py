"""Single batches, evaluate, predict, overridden steps, callbacks."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..harness import Module, Nest, case, fill
from ..models import LABELS, WEIGHTS, X, Y, classifier, fit, regressor


@case
def train_on_batch_gives_the_values_of_the_batch(tf: Module) -> Nest:
    model = regressor(tf, metrics=["mae"])
    plain = regressor(tf)
    return {
        "lists": [model.train_on_batch(X[start : start + 10], Y[start : start + 10]) for start in (0, 10)],
        "named": model.train_on_batch(X[:10], Y[:10], return_dict=True),
        "tested": model.test_on_batch(X[:10], Y[:10]),
        "predicted": model.predict_on_batch(X[:2]),
        "scalar": plain.train_on_batch(X[:10], Y[:10]),
        "weighted": plain.train_on_batch(X[:10], Y[:10], sample_weight=WEIGHTS[:10]),
        "tested_scalar": plain.test_on_batch(X[:10], Y[:10]),
    }


@case
def evaluate_in_its_forms(tf: Module) -> Nest:
    model = classifier(tf, metrics=["accuracy"])
    plain = regressor(tf)
    return {
        "list": model.evaluate(X, LABELS, verbose=0),
        "named": model.evaluate(X, LABELS, verbose=0, return_dict=True),
        "weighted": model.evaluate(X, LABELS, sample_weight=WEIGHTS, verbose=0),
        "batches": model.evaluate(X, LABELS, batch_size=7, verbose=0),
        "steps": model.evaluate(X, LABELS, batch_size=10, steps=2, verbose=0),
        "scalar": plain.evaluate(X, Y, verbose=0),
    }


@case
def predict_in_its_forms(tf: Module) -> Nest:
    class Two(tf.keras.Model):
        def call(self, inputs: Any) -> Any:
            return {"double": inputs * 2.0, "sum": tf.reduce_sum(inputs, axis=1)}

    model = regressor(tf)
    predicted = model.predict(X, verbose=0)
    return {
        "all": predicted,
        "type": type(predicted).__name__,
        "one": model.predict(X[:1], verbose=0),
        "tensor": model.predict(tf.constant(X[:2]), verbose=0),
        "dataset": model.predict(tf.data.Dataset.from_tensor_slices(X[:5]).batch(2), verbose=0),
        "structure": Two().predict(X[:3], batch_size=2, verbose=0),
        "called": model(X[:2]),
    }


# --- custom steps, callbacks ----------------------------------------------------------------------------------------


@case
def an_overridden_train_step(tf: Module) -> Nest:
    class Custom(tf.keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = tf.keras.layers.Dense(1)
            self.loss_tracker = tf.keras.metrics.Mean(name="loss")
            self.mae = tf.keras.metrics.MeanAbsoluteError(name="mae")

        def call(self, inputs: Any) -> Any:
            return self.dense(inputs)

        def train_step(self, data: Any) -> Any:
            x, y = data
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.abs(y - self(x, training=True)) ** 1.5)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
            self.loss_tracker.update_state(loss)
            self.mae.update_state(y, self(x))
            return {"loss": self.loss_tracker.result(), "mae": self.mae.result()}

        @property
        def metrics(self) -> list[Any]:
            return [self.loss_tracker, self.mae]

    model = Custom()
    model(X[:1])
    fill(model)
    model.compile(optimizer=tf.keras.optimizers.Adam(0.05))
    return fit(model, X, Y)


@case
def a_train_step_that_uses_compute_loss(tf: Module) -> Nest:
    class Custom(tf.keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = tf.keras.layers.Dense(1, kernel_regularizer="l2")

        def call(self, inputs: Any) -> Any:
            return self.dense(inputs)

        def train_step(self, data: Any) -> Any:
            x, y = data
            with tf.GradientTape() as tape:
                predictions = self(x, training=True)
                loss = self.compute_loss(x=x, y=y, y_pred=predictions)
            self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, predictions)
            return {metric.name: metric.result() for metric in self.metrics}

    model = Custom()
    model(X[:1])
    fill(model)
    model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
    return fit(model, X, Y)


@case
def a_custom_test_step_and_predict_step(tf: Module) -> Nest:
    class Custom(tf.keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = tf.keras.layers.Dense(1)

        def call(self, inputs: Any) -> Any:
            return self.dense(inputs)

        def test_step(self, data: Any) -> Any:
            x, y = data
            return {"worst": tf.reduce_max(tf.abs(self(x) - y))}

        def predict_step(self, data: Any) -> Any:
            return self(data) * 10.0

    model = Custom()
    model(X[:1])
    fill(model)
    model.compile(optimizer="sgd", loss="mse")
    return model.evaluate(X, Y, verbose=0, return_dict=True), model.predict(X[:3], verbose=0)


@case
def losses_that_the_user_wrote(tf: Module) -> Nest:
    def cubic(y_true: Any, y_pred: Any) -> Any:
        return tf.reduce_mean(tf.abs(y_true - y_pred) ** 3, axis=-1)

    def bias(y_true: Any, y_pred: Any) -> Any:
        return y_pred - y_true

    class Fourth(tf.keras.losses.Loss):
        def call(self, y_true: Any, y_pred: Any) -> Any:
            return tf.reduce_mean((y_true - y_pred) ** 4, axis=-1)

    return fit(regressor(tf, loss=cubic, metrics=[bias]), X, Y), fit(regressor(tf, loss=Fourth()), X * 0.3, Y * 0.3)


@case
def callbacks_are_called_in_this_order(tf: Module) -> Nest:
    calls: list[str] = []

    def logged(name: str) -> Any:
        def hook(self: Any, *places: Any, logs: Any = None) -> None:
            if places and not isinstance(places[-1], int):  # logs by position
                *places, logs = places
            calls.append(" ".join([name, *map(str, places), *sorted(logs or {})]))

        return hook

    kinds = ("train", "test", "predict")
    names = [f"on_{kind}_{moment}" for kind in kinds for moment in ("begin", "end", "batch_begin", "batch_end")]
    names += ["on_epoch_begin", "on_epoch_end"]
    body: dict[str, Any] = {name: logged(name) for name in names}
    spy = type("Spy", (tf.keras.callbacks.Callback,), body)()
    model = regressor(tf, metrics=["mae"])
    fit(model, X, Y, epochs=2, batch_size=40, validation_data=(X[:5], Y[:5]), callbacks=[spy])
    model.evaluate(X, Y, batch_size=40, verbose=0, callbacks=[spy])
    model.predict(X, batch_size=40, verbose=0, callbacks=[spy])
    return calls, spy.params, spy.model is model


@case
def lambda_callbacks_and_history(tf: Module) -> Nest:
    seen: list[Any] = []
    callback = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append([epoch, logs["loss"]]))
    model = regressor(tf)
    history = model.fit(X, Y, epochs=2, verbose=0, shuffle=False, callbacks=[callback])
    return seen, history.epoch, sorted(history.params), model.history is history


@case
def a_callback_stops_training(tf: Module) -> Nest:
    class Stop(tf.keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if batch == 1:
                self.model.stop_training = True

    model = regressor(tf)
    history = fit(model, X, Y, batch_size=10, epochs=5, validation_data=(X[:5], Y[:5]), callbacks=[Stop()])
    return history, model.optimizer.iterations.numpy()


def watched(tf: Module, values: list[float], **options: Any) -> Nest:
    """EarlyStopping on a metric that takes `values` in turn; the epochs that ran and the weights that stayed."""

    class Script(tf.keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            logs["val_loss"] = values[epoch]
            self.model.layers[0].kernel.assign(tf.ones((4, 5)) * float(epoch))

    model = regressor(tf)
    stopper = tf.keras.callbacks.EarlyStopping(**options)
    history = fit(model, X[:8], Y[:8], epochs=len(values), callbacks=[Script(), stopper])
    return {
        "epochs": len(history["loss"]),
        "stopped": stopper.stopped_epoch,
        "best": getattr(stopper, "best_epoch", None),
        "kernel": float(model.layers[0].kernel.numpy()[0, 0]),
    }


@case
def early_stopping(tf: Module) -> Nest:
    falling = [5.0, 4.0, 4.5, 4.2, 4.1, 3.0]
    return {
        "patience": watched(tf, falling, patience=2),
        "restores": watched(tf, falling, patience=2, restore_best_weights=True),
        "restores_at_the_end": watched(tf, [5.0, 4.0, 4.5], patience=5, restore_best_weights=True),
        "none": watched(tf, falling, patience=4, restore_best_weights=True),
        "zero_patience": watched(tf, falling),
        "min_delta": watched(tf, [5.0, 4.9, 4.8, 4.7, 4.6], min_delta=0.5, patience=2),
        "rising": watched(tf, [1.0, 2.0, 1.5, 1.2], mode="max", patience=1, restore_best_weights=True),
        "baseline": watched(tf, [5.0, 4.5, 4.2, 3.0], baseline=3.5, patience=2, restore_best_weights=True),
        "from_a_later_epoch": watched(tf, falling, patience=2, start_from_epoch=2),
        "nan": watched(tf, [5.0, float("nan"), float("nan")], patience=2, restore_best_weights=True),
    }


@case
def early_stopping_waits_for_a_large_enough_gain(tf: Module) -> Nest:
    stopper = tf.keras.callbacks.EarlyStopping(monitor="loss", patience=0, min_delta=100.0)
    return len(fit(regressor(tf), X, Y, epochs=4, callbacks=[stopper])["loss"]), stopper.stopped_epoch


@case
def nan_terminates(tf: Module) -> Nest:
    broken = Y.copy()
    broken[40] = np.nan
    return fit(regressor(tf), X, broken, batch_size=10, callbacks=[tf.keras.callbacks.TerminateOnNaN()])
