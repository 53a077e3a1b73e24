"""Which hooks are called, in which order, with what."""

from __future__ import annotations

import pytest
import torch

from supple._core.tensor import Tensor, wrap
from supple.errors import DtypeError
from supple.keras.callbacks import Callback, CallbackList, History, LambdaCallback, ProgbarLogger
from supple.keras.callbacks.callback import HOOKS


class Recorder(Callback):
    """Writes down every call."""

    def __init__(self, name, calls):
        super().__init__()
        self.name, self.calls = name, calls


def _recording(hook):
    def method(self, *args, **kwargs):
        self.calls.append((self.name, hook, args, kwargs))

    return method


for _hook in HOOKS:
    setattr(Recorder, _hook, _recording(_hook))


class OnEpochEnd(Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["extra"] = epoch * 10


def test_each_callback_is_called_in_turn_with_the_arguments_keras_gives():
    calls = []
    listed = CallbackList([Recorder("a", calls), Recorder("b", calls)], epochs=2)
    listed.on_train_begin()
    listed.on_epoch_begin(0)
    listed.on_train_batch_begin(0)
    listed.on_train_batch_end(0, {"loss": wrap(torch.tensor(1.5))})
    listed.on_epoch_end(0, {"loss": 1.5})
    listed.on_train_end({"loss": 1.5})
    each = [
        ("on_train_begin", ({},), {}),
        ("on_epoch_begin", (0, {}), {}),
        ("on_train_batch_begin", (0,), {"logs": {}}),
        ("on_train_batch_end", (0,), {"logs": {"loss": 1.5}}),
        ("on_epoch_end", (0, {"loss": 1.5}), {}),
        ("on_train_end", ({"loss": 1.5},), {}),
    ]
    assert calls == [(name, *call) for call in each for name in "ab"]


def test_params_and_model_reach_every_callback():
    model = object()
    one = Callback()
    CallbackList([one], model=model, verbose=0, epochs=3, steps=4)
    assert one.model is model
    assert one.params == {"verbose": 0, "epochs": 3, "steps": 4}


@pytest.mark.parametrize("phase", ["train", "test", "predict"])
def test_nobody_is_called_at_batches_if_nobody_listens(phase):
    silent = CallbackList([OnEpochEnd(), History(), LambdaCallback(on_epoch_end=print)])
    assert silent.batch_hooks(phase) == (None, None)
    hooks = {f"on_{phase}_batch_end": lambda *_, **__: None}
    begin, end = CallbackList([LambdaCallback(**hooks)]).batch_hooks(phase)
    assert begin is None
    assert end is not None


def test_keras_2s_batch_hooks_are_heard():
    calls = []
    begin, end = CallbackList(
        [LambdaCallback(on_batch_end=lambda batch, logs: calls.append((batch, logs)))]
    ).batch_hooks("train")
    end(3, {"loss": 0.5})
    assert begin is None
    assert calls == [(3, {"loss": 0.5})]


def test_logs_become_numbers_only_for_those_who_need_them():
    asked = []

    def logs():
        asked.append(True)
        return {"loss": wrap(torch.tensor(2.0)), "map": wrap(torch.zeros(2))}

    class Lazy(Callback):
        lazy_logs = True

        def on_train_batch_end(self, batch, logs=None):
            self.got = logs

    lazy = Lazy()
    CallbackList([lazy]).on_train_batch_end(0, logs)
    assert lazy.got is logs
    assert not asked
    seen = []
    CallbackList([LambdaCallback(on_train_batch_end=lambda _, logs: seen.append(logs)), lazy]).on_train_batch_end(
        0, logs
    )
    assert type(seen[0]["loss"]) is float
    assert seen[0]["map"].tolist() == [0.0, 0.0]
    assert len(asked) == 1
    _, end = CallbackList([lazy]).batch_hooks("train")
    end(0, {"loss": wrap(torch.tensor(2.0))})
    assert isinstance(lazy.got["loss"], Tensor)


def test_what_one_callback_adds_to_the_logs_the_history_keeps():
    listed = CallbackList([OnEpochEnd()], add_history=True, model=type("M", (), {})())
    listed.on_train_begin()
    logs = {"loss": wrap(torch.tensor(0.5))}
    for epoch in range(2):
        listed.on_epoch_end(epoch, logs)
    assert listed.history.history == {"loss": [0.5, 0.5], "extra": [0, 10]}
    assert listed.history.epoch == [0, 1]
    assert listed.model.history is listed.history
    assert logs == {"loss": 0.5, "extra": 10}


def test_a_history_is_made_only_once_and_starts_its_epochs_anew():
    own = History()
    listed = CallbackList([own], add_history=True, add_progbar=True, verbose=0)
    assert listed.history is own
    assert [type(each) for each in listed.callbacks] == [History, ProgbarLogger]
    for _ in range(2):
        listed.on_train_begin()
        listed.on_epoch_end(0, {"loss": 1.0})
    assert own.epoch == [0]
    assert own.history == {"loss": [1.0, 1.0]}
    with pytest.raises(DtypeError, match=r"no History among \['Callback'\]"):
        _ = CallbackList([Callback()]).history


def test_callbacks_may_be_nested_alone_or_added_later():
    calls = []
    listed = CallbackList([[Recorder("a", calls)], (Recorder("b", calls),)])
    listed.append(Recorder("c", calls))
    listed.on_test_begin()
    CallbackList(Recorder("d", calls)).on_predict_end()
    assert [(name, hook) for name, hook, *_ in calls] == [
        *((name, "on_test_begin") for name in "abc"),
        ("d", "on_predict_end"),
    ]


@pytest.mark.parametrize(
    ("given", "text"), [(History, "got the class History; make an object of it"), (print, "got <built-in")]
)
def test_what_is_no_callback_is_rejected(given, text):
    with pytest.raises(DtypeError, match=f"callbacks: expected keras.callbacks.Callback objects, {text}"):
        CallbackList([given])


def run(listed, epochs=2, steps=3, test=True):
    listed.on_train_begin()
    for epoch in range(epochs):
        listed.on_epoch_begin(epoch)
        for step in range(steps):
            listed.on_train_batch_begin(step)
            listed.on_train_batch_end(step, {"loss": 1.0})
        if test:
            listed.on_test_begin()
            listed.on_test_batch_end(0, {"loss": 2.0})
            listed.on_test_end({"loss": 2.0})
        listed.on_epoch_end(epoch, {"loss": 1.0, "val_loss": 2.0})
    listed.on_train_end()


def test_fit_prints_an_epoch_a_line_and_no_bar_for_its_validation(capsys):
    run(CallbackList(add_progbar=True, verbose=2, epochs=2, steps=3))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0::2] == ["Epoch 1/2", "Epoch 2/2"]
    assert all(
        line.startswith("3/3 - 0s - ") and line.endswith("step - loss: 1.0000 - val_loss: 2.0000")
        for line in lines[1::2]
    )


def test_one_epoch_has_no_heading_and_an_unknown_length_is_learnt(capsys):
    run(CallbackList(add_progbar=True, verbose="auto", epochs=1, steps=None), epochs=1)
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("3/3 ━━━")


def test_evaluate_and_predict_have_bars_of_their_own(capsys):
    listed = CallbackList(add_progbar=True, verbose=2, steps=2)
    listed.on_test_begin()
    for step in range(2):
        listed.on_test_batch_end(step, {"loss": 1.0})
    listed.on_test_end({"loss": 1.0})
    listed.on_predict_begin()
    listed.on_predict_batch_end(0, {"outputs": [1]})
    listed.on_predict_end()
    evaluated, predicted = capsys.readouterr().out.splitlines()
    assert evaluated.startswith("2/2 - ")
    assert evaluated.endswith("loss: 1.0000")
    assert predicted.startswith("1/2 - ")
    assert predicted.endswith("step")
