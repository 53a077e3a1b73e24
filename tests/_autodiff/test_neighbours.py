"""Tapes beside each other: other threads, and plain torch training in the same process."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

import supple as tf

from .helpers import plain


def test_tapes_in_eight_threads_do_not_see_each_other():
    shared, barrier = tf.Variable(3.0), threading.Barrier(8)

    def work(number):
        mine, found = tf.Variable(float(number)), []
        for _ in range(50):
            with tf.GradientTape(persistent=True) as tape:
                y = mine * mine * shared
                barrier.wait()
                z = y * 2.0
            found.append((plain(tape.gradient(z, [mine, shared])), list(tape.watched_variables()) == [shared, mine]))
        return found

    with ThreadPoolExecutor(8) as pool:
        for number, found in enumerate(pool.map(work, range(8))):
            assert all(entry == ([12.0 * number, 2.0 * number**2], True) for entry in found)


def test_a_thread_without_a_tape_computes_constants():
    v = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = v * v
        with ThreadPoolExecutor(1) as pool:
            elsewhere = pool.submit(lambda: v * y).result()
        z = elsewhere * v
    assert not hasattr(elsewhere, "_span")
    assert plain(tape.gradient(z, v)) == 27.0


def test_a_variable_may_be_assigned_by_one_thread_while_others_hold_their_gradients():
    v = tf.Variable(np.full(1000, 2.0, "float32"))
    ready, written = threading.Barrier(5), threading.Barrier(5)

    def reader():
        with tf.GradientTape() as tape:
            y = v * v
        ready.wait()
        written.wait()
        return tape.gradient(y, v).numpy()

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(reader) for _ in range(4)]
        ready.wait()
        v.assign(tf.zeros(1000))
        written.wait()
        for future in futures:
            np.testing.assert_array_equal(future.result(), 4.0)


def test_foreign_torch_training_is_untouched():
    def losses(with_tapes):
        torch.manual_seed(0)
        model, found = torch.nn.Linear(3, 1), []
        optimizer = torch.optim.Adam(model.parameters(), 0.1)
        x, v = torch.ones(4, 3), tf.Variable(2.0)

        def foreign_step():
            optimizer.zero_grad()
            loss = (model(x) ** 2).mean()
            loss.backward()
            optimizer.step()
            found.append(loss.item())

        for step in range(6):
            if with_tapes and step % 2:
                with tf.GradientTape() as tape:
                    y = v * v
                    foreign_step()
                    z = y * v
                assert plain(tape.gradient(z, v)) == 12.0
            else:
                foreign_step()
            assert torch.is_grad_enabled()
            assert all(p.requires_grad and p.grad is not None for p in model.parameters())
        return found

    assert losses(True) == losses(False)


def test_foreign_parameters_in_an_op_get_no_gradient_from_a_tape():
    parameter = torch.nn.Parameter(torch.tensor(2.0))
    v = tf.Variable(3.0)
    outside = tf.multiply(v, parameter)
    with tf.GradientTape() as tape:
        y = tf.multiply(v, parameter)
    assert plain([outside, tape.gradient(y, v)]) == [6.0, 2.0]
    assert not outside._t.requires_grad
    assert parameter.grad is None
    assert parameter.requires_grad


def test_a_variable_is_never_a_parameter_of_torch():
    v = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = v * v
    tape.gradient(y, v)
    assert not v.buffer.requires_grad
    assert v.buffer.grad is None


@pytest.mark.parametrize("enabled", [True, False])
def test_the_grad_mode_of_torch_is_the_same_before_and_after(enabled):
    v = tf.Variable(3.0)
    with torch.set_grad_enabled(enabled):
        with tf.GradientTape(persistent=True) as tape:
            with tape.stop_recording():
                pass
            y = v * v
            tape.reset()
            z = v * v * v
        assert torch.is_grad_enabled() is enabled
        assert plain([tape.gradient(z, v), tape.gradient(y, v)]) == [27.0, None]
        with tf.GradientTape() as outer, tf.GradientTape() as inner:
            w = v**3
            first = inner.gradient(w, v)
        assert torch.is_grad_enabled() is enabled
        assert plain([first, outer.gradient(first, v)]) == [27.0, 18.0]
