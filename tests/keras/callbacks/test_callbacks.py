"""Each callback's own rules."""

from __future__ import annotations

import math

import pytest

from supple.errors import ArgumentError, NotSupportedError, UnknownNameError
from supple.keras import callbacks
from supple.keras.callbacks import (
    BackupAndRestore,
    CSVLogger,
    EarlyStopping,
    LambdaCallback,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from supple.keras.callbacks.monitor import said_by_name


class Optimizer:
    learning_rate = 1.0


class Metric:
    def __init__(self, name, direction):
        self.name, self._direction = name, direction


class Model:
    """As much of a model as callbacks use."""

    def __init__(self):
        self.optimizer = Optimizer()
        self.stop_training = False
        self.weights = 0
        self.saved = []
        self.metrics = [Metric("up", "up"), Metric("down", "down")]

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights

    def save(self, path, overwrite):
        self.saved.append(("model", path, overwrite))

    def save_weights(self, path, overwrite):
        self.saved.append(("weights", path, overwrite))


def train(callback, values, name="val_loss", start=0):
    """An epoch for each value; returns the model and the logs of the epochs."""
    model, seen = Model(), []
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, value in enumerate(values, start):
        model.weights = epoch
        logs = {name: value}
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, logs)
        seen.append(logs)
        if model.stop_training:
            break
    callback.on_train_end()
    return model, seen


@pytest.mark.parametrize(
    ("arguments", "values", "epochs", "best"),
    [
        ({}, [3, 2, 2, 1], 3, 2),
        ({"patience": 2}, [3, 4, 4, 1], 3, 3),
        ({"patience": 2}, [3, 4, 2, 4, 1, 0], 6, 0),
        ({"min_delta": 0.5}, [3, 2, 1.6, 0], 3, 2),
        ({"mode": "max"}, [1, 2, 2], 3, 2),
        ({"baseline": 1.5, "patience": 2}, [3, 2, 1.8, 1.7, 1.6, 1.6, 1.6], 6, 1.6),
        ({"baseline": 1.5, "patience": 2}, [3, 2, 2, 1], 3, 2),
        ({"baseline": 2.5, "patience": 2}, [3, 2, 1.8], 3, 1.8),
        ({"start_from_epoch": 2}, [1, 2, 3, 2, 4], 5, 2),
        ({}, [math.nan, 2, 3], 3, 2),
    ],
)
def test_early_stopping_waits_as_keras_does(arguments, values, epochs, best):
    callback = EarlyStopping(**arguments)
    _, seen = train(callback, values)
    assert len(seen) == epochs
    assert callback.best == best


def test_the_best_weights_come_back_also_without_a_stop(capsys):
    model, seen = train(EarlyStopping(patience=1, restore_best_weights=True, verbose=1), [3, 1, 2])
    assert len(seen) == 3
    assert model.weights == 1
    out = capsys.readouterr().out
    assert out == "Epoch 3: early stopping\nRestoring model weights from the end of the best epoch: 2.\n"
    model, _ = train(EarlyStopping(patience=9, restore_best_weights=True), [1, 2, 3])
    assert model.weights == 0


def test_a_second_run_starts_from_nothing():
    callback = EarlyStopping()
    train(callback, [1, 2])
    _, seen = train(callback, [5, 4, 3])
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("name", "way"),
    [
        *(("loss", "min"), ("val_loss", "min"), ("head_loss", "min"), ("mae", "min"), ("mean_squared_error", "min")),
        *(("val_accuracy", "max"), ("acc", "max"), ("auc", "max"), ("sparse_top_k_categorical_accuracy", "max")),
        *(("binary_crossentropy", "min"), ("f1_score", "max"), ("mean_io_u", None), ("something", None)),
    ],
)
def test_names_tell_which_way_is_better(name, way):
    assert said_by_name(name) == way


def test_metrics_say_which_way_is_better_and_what_nobody_knows_raises():
    callback = EarlyStopping("val_up")
    train(callback, [1, 2, 3], "val_up")
    assert callback.best == 3
    callback = EarlyStopping("down")
    train(callback, [3, 2, 1], "down")
    assert callback.best == 1
    with pytest.raises(
        ArgumentError, match="EarlyStopping: monitor: nothing tells whether 'foo' should grow or shrink"
    ):
        train(EarlyStopping("foo"), [1], "foo")
    with pytest.raises(ArgumentError, match="EarlyStopping: mode: expected 'auto', 'min' or 'max', got 'minimum'"):
        EarlyStopping(mode="minimum")


@pytest.mark.parametrize(
    "callback",
    [EarlyStopping(), ReduceLROnPlateau(), ModelCheckpoint("a.keras", save_best_only=True)],
    ids=lambda callback: type(callback).__name__,
)
def test_a_value_that_is_not_in_the_logs_is_a_warning(callback):
    kind = type(callback).__name__
    with pytest.warns(UserWarning, match=f"{kind}.* needs 'val_loss', which is not in the logs; there are: .*loss"):
        train(callback, [1], "loss")


def test_a_plateau_reduces_the_rate_and_cools_down(capsys):
    callback = ReduceLROnPlateau(factor=0.5, patience=2, cooldown=1, min_lr=0.2, verbose=1)
    _, seen = train(callback, [1, 1, 1, 1, 1, 1, 1, 1, 1])
    assert [logs["learning_rate"] for logs in seen] == [1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2]
    assert capsys.readouterr().out.startswith("\nEpoch 3: ReduceLROnPlateau reducing learning rate to 0.5.\n")


@pytest.mark.parametrize(
    ("cooldown", "patience", "halvings"),
    [(2, 1, [0, 0, 1, 1, 2, 2, 3, 3, 4]), (0, 2, [0, 0, 0, 1, 1, 2, 2, 3, 3]), (0, 1, [0, 0, 1, 2, 3, 4, 5, 6, 7])],
)
def test_epochs_of_cooldown_do_not_count(cooldown, patience, halvings):
    """The first two rows are recorded from Keras 3.15."""
    _, seen = train(ReduceLROnPlateau(factor=0.5, patience=patience, cooldown=cooldown), [1] * 9)
    assert [logs["learning_rate"] for logs in seen] == [0.5**n for n in halvings]


def test_a_plateau_needs_a_change_of_min_delta():
    assert train(ReduceLROnPlateau(patience=1, min_delta=0.1), [1, 0.95])[0].optimizer.learning_rate == pytest.approx(
        0.1
    )
    assert train(ReduceLROnPlateau(patience=1, epsilon=0.01), [1, 0.95])[0].optimizer.learning_rate == 1.0
    with pytest.raises(ArgumentError, match=r"ReduceLROnPlateau: factor: expected a number below 1, got 1.0"):
        ReduceLROnPlateau(factor=1.0)
    with pytest.raises(ArgumentError, match=r"ReduceLROnPlateau: unknown arguments \['patient'\]"):
        ReduceLROnPlateau(patient=3)


@pytest.mark.parametrize("schedule", [lambda epoch: 0.5 ** (epoch + 1), lambda _, rate: rate * 0.5])
def test_a_schedule_sets_the_rate_of_each_epoch(schedule, capsys):
    _, seen = train(LearningRateScheduler(schedule, verbose=1), [1, 1, 1])
    assert [logs["learning_rate"] for logs in seen] == [0.5, 0.25, 0.125]
    assert capsys.readouterr().out.splitlines()[1] == "Epoch 1: LearningRateScheduler setting learning rate to 0.5."


def test_a_schedule_must_give_a_number():
    with pytest.raises(ArgumentError, match="LearningRateScheduler: schedule: expected it to return a float, got 'a'"):
        train(LearningRateScheduler(lambda _: "a"), [1])
    with pytest.raises(ArgumentError, match=r"schedule: expected a function of the epoch, got 0.1"):
        LearningRateScheduler(0.1)

    def broken(epoch, rate):
        raise TypeError("mine")

    with pytest.raises(TypeError, match="mine"):
        train(LearningRateScheduler(broken), [1])


def test_checkpoints_are_saved_after_each_epoch_under_their_names(tmp_path, capsys):
    path = str(tmp_path / "sub" / "m{epoch:02d}-{val_loss:.2f}.keras")
    model, _ = train(ModelCheckpoint(path, verbose=1), [0.5, 0.25])
    first = str(tmp_path / "sub" / "m01-0.50.keras")
    assert model.saved[0] == ("model", first, True)
    assert len(model.saved) == 2
    assert (tmp_path / "sub").is_dir()
    assert capsys.readouterr().out.startswith(
        f"\nEpoch 1: saving model to {first}\n\nEpoch 1: finished saving model to {first}\n"
    )


@pytest.mark.parametrize(("threshold", "saved"), [(None, ["w1", "w3"]), (0.3, ["w3"])])
def test_only_better_models_are_saved_if_asked(threshold, saved, tmp_path, capsys):
    path = str(tmp_path / "w{epoch}.weights.h5")
    callback = ModelCheckpoint(
        path, save_best_only=True, save_weights_only=True, verbose=1, initial_value_threshold=threshold
    )
    model, _ = train(callback, [0.5, 0.75, 0.25])
    assert model.saved == [("weights", str(tmp_path / f"{name}.weights.h5"), True) for name in saved]
    out = capsys.readouterr().out
    assert ("val_loss improved from None to 0.50000, saving model to" in out) == (threshold is None)
    assert f"Epoch 2: val_loss did not improve from {threshold or 0.5:.5f}" in out


def test_checkpoints_can_be_saved_every_few_batches(tmp_path):
    callback = ModelCheckpoint(str(tmp_path / "{epoch}-{batch}.keras"), save_freq=3)
    callback.set_model(Model())
    for epoch in range(2):
        callback.on_epoch_begin(epoch)
        for batch in range(4):
            callback.on_train_batch_end(batch, {"loss": 1.0})
        callback.on_epoch_end(epoch, {})
    assert [path.rsplit("/", 1)[1] for _, path, _ in callback.model.saved] == ["1-3.keras", "2-2.keras"]
    every, end = callbacks.CallbackList([ModelCheckpoint("a.keras")]).batch_hooks("train")
    assert every is end is None


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"filepath": "a.txt"}, "filepath: a model can be saved to a path that ends in '.keras', got 'a.txt'"),
        (
            {"filepath": "a.keras", "save_weights_only": True},
            "weights can be saved .* ends in '.weights.h5', got 'a.keras'",
        ),
        ({"filepath": "a.keras", "save_freq": "x"}, "save_freq: expected 'epoch' or a number of batches, got 'x'"),
        ({"filepath": "a.keras", "save_freq": 0}, "save_freq: .* got 0"),
        ({"filepath": "a.keras", "mode": "x"}, "mode: expected 'auto', 'min' or 'max', got 'x'"),
    ],
)
def test_a_checkpoint_that_cannot_be_is_rejected_before_training(arguments, text):
    with pytest.raises(ArgumentError, match=f"ModelCheckpoint: .*{text}"):
        ModelCheckpoint(**arguments)


def test_a_checkpoint_named_after_what_is_not_logged_says_so():
    with pytest.raises(
        ArgumentError, match=r"filepath: '\{val_acc\}.keras' names 'val_acc', the logs have \['epoch', 'val_loss'\]"
    ):
        train(ModelCheckpoint("{val_acc}.keras"), [1.0])


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_ends_training(loss, capsys):
    callback = TerminateOnNaN()
    callback.set_model(Model())
    callback.on_train_batch_end(0, {"loss": 1.0})
    assert not callback.model.stop_training
    callback.on_train_batch_end(3, {"loss": loss})
    assert callback.model.stop_training
    assert capsys.readouterr().out == "Batch 3: Invalid loss, terminating training\n"
    with pytest.raises(RuntimeError, match=f"TerminateOnNaN: the loss is {loss} after batch 3"):
        TerminateOnNaN(raise_error=True).on_train_batch_end(3, {"loss": loss})


def test_csv_rows_are_those_of_keras(tmp_path):
    """Recorded from Keras 3.15: columns of validation from the start, NA where nothing is known."""
    path = tmp_path / "log.csv"
    log = CSVLogger(path)

    def run(callback, rows):
        callback.on_train_begin()
        for epoch, logs in enumerate(rows):
            callback.on_epoch_end(epoch, logs)
        callback.on_train_end()

    run(log, [{"mae": 0.25, "loss": 0.5}, {"loss": 0.25, "mae": 0.125, "val_loss": 1.0, "val_mae": 2.0}])
    header = "epoch,loss,mae,val_loss,val_mae\n"
    assert path.read_text() == header + "0,0.5,0.25,NA,NA\n1,0.25,0.125,1.0,2.0\n"
    run(CSVLogger(path, append=True, separator=";"), [{"loss": 1.0, "val_loss": 2.0}])
    assert path.read_text() == header + "0,0.5,0.25,NA,NA\n1,0.25,0.125,1.0,2.0\n0;1.0;2.0\n"
    run(CSVLogger(path), [{"loss": [1, 2]}])
    assert path.read_text() == 'epoch,loss,val_loss\n0,"[1, 2]",NA\n'


def test_lambdas_are_called_at_the_hooks_they_are_named_after():
    seen = []
    callback = LambdaCallback(
        on_epoch_end=lambda epoch, _: seen.append(epoch), on_test_end=lambda logs: seen.append(logs)
    )
    callback.on_epoch_end(1, {})
    callback.on_test_end({"loss": 1})
    callback.on_train_begin({})
    assert seen == [1, {"loss": 1}]
    with pytest.raises(
        ArgumentError, match="LambdaCallback: unknown hook 'on_epoch_ends'; did you mean 'on_epoch_end'"
    ):
        LambdaCallback(on_epoch_ends=print)


def test_what_is_not_done_yet_says_so():
    with pytest.raises(NotSupportedError, match=r"BackupAndRestore\('/tmp/b'\) is not done yet; use ModelCheckpoint"):
        BackupAndRestore("/tmp/b")
    with pytest.raises(UnknownNameError, match=r"keras\.callbacks\.EarlyStoping: .*EarlyStopping"):
        callbacks.EarlyStoping  # noqa: B018
