"""Optimizers against trajectories recorded from Keras, sparse gradients, value semantics and the state they keep."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from tests.budget.frames import frames

from ..recorded import assert_close, load, tensor

keras = tf.keras
optimizers = keras.optimizers
RECORDED = load("optimizers/recorded")
ALL = ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion", "Lamb")
FAMILY = ("Adam", "AdamW", "Adamax", "Nadam", "Lion")


def variables_of(values):
    return [keras.Variable(np.array(value, "float32"), name=name) for value, name in zip(values, "ab", strict=False)]


@pytest.mark.parametrize("case", RECORDED["cases"], ids=[case["label"] for case in RECORDED["cases"]])
def test_the_trajectory_the_state_and_the_config_are_those_of_keras(case):
    variables = variables_of(RECORDED["start"])
    optimizer = getattr(optimizers, case["name"])(**case["options"])
    for grads, expected in zip(RECORDED["grads"], case["values"], strict=True):
        optimizer.apply_gradients(zip(map(tensor, grads), variables, strict=True))
        for variable, value in zip(variables, expected, strict=True):
            # Keras computes 1 - beta_2^t in float32, which costs it five digits.
            assert_close(variable, value, rtol=1e-5, atol=5e-6)
    assert int(optimizer.iterations) == case["iterations"]
    assert [variable.path.split("/")[1] for variable in optimizer.variables] == case["slots"]
    for variable, value in zip(optimizer.variables, case["state"], strict=True):
        assert_close(variable, value, rtol=1e-5, atol=1e-6)
    assert {key: value for key, value in optimizer.get_config().items() if key != "name"} == pytest.approx(
        case["config"]
    )
    if case.get("final"):
        optimizer.finalize_variable_values(variables)
        for variable, value in zip(variables, case["final"], strict=True):
            assert_close(variable, value)


@pytest.mark.parametrize("name", ALL)
def test_it_minimises_a_bowl(name):
    variable = tf.Variable([3.0, -2.0])
    optimizer = getattr(optimizers, name)(learning_rate={"Adadelta": 20.0, "Adagrad": 1.0, "Ftrl": 1.0}.get(name, 0.05))
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((variable - 1.0) ** 2)
        optimizer.apply_gradients([(tape.gradient(loss, variable), variable)])
    assert float(loss) < 0.05
    assert int(optimizer.iterations) == 300


@pytest.mark.parametrize("name", ALL)
def test_a_saved_state_continues_exactly(name):
    grads = [tensor(grad) for grad in RECORDED["grads"][0]]
    first, second = variables_of(RECORDED["start"]), variables_of(RECORDED["start"])
    one, two = getattr(optimizers, name)(0.1), getattr(optimizers, name)(0.5)
    for _ in range(2):
        one.apply(grads, first)
    store = {}
    one.save_own_variables(store)
    two.build(second)
    two.load_own_variables(store)
    for variable, value in zip(second, first, strict=True):
        variable.assign(value)
    one.apply(grads, first)
    two.apply(grads, second)
    for a, b in zip([*first, *one.variables], [*second, *two.variables], strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    two.set_weights(one.get_weights())
    assert optimizers.deserialize(optimizers.serialize(one)).get_config() == one.get_config()


# -- gradients


def rows(values, indices):
    return tf.IndexedSlices(tf.constant(values), tf.constant(indices), (6, 2))


@pytest.mark.parametrize("name", [name for name in ALL if name != "Ftrl"])
def test_rows_give_the_same_as_the_whole(name):
    start = np.arange(12, dtype="float32").reshape(6, 2)
    sparse, dense = tf.Variable(start), tf.Variable(start)
    one, two = getattr(optimizers, name)(0.1), getattr(optimizers, name)(0.1)
    for indices in ([1, 4, 1], [0, 4, 5], [2, 2, 2]):
        grad = rows([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], indices)
        one.apply([grad], [sparse])
        two.apply([tf.convert_to_tensor(grad)], [dense])
    assert_close(sparse, dense, rtol=1e-6)


@pytest.mark.parametrize("name", FAMILY)
def test_lazy_changes_only_the_rows_that_have_gradients(name):
    start = np.arange(12, dtype="float32").reshape(6, 2)
    table = tf.Variable(start)
    options = {"weight_decay": None} if name == "AdamW" else {}
    optimizer = getattr(optimizers, name)(0.1, lazy=True, **options)
    optimizer.apply([rows([[1.0, 1.0], [2.0, 2.0]], [1, 4])], [table])
    optimizer.apply([rows([[1.0, 1.0]], [0])], [table])
    moved = np.abs(table.numpy() - start).max(axis=1) > 0
    assert moved.tolist() == [True, True, False, False, True, False]
    assert optimizer.get_config()["lazy"] is True


def test_rows_and_wholes_go_together():
    table, bias = tf.Variable(np.zeros((6, 2), "float32")), tf.Variable([1.0, 1.0])
    optimizer = optimizers.SGD(1.0)
    optimizer.apply([rows([[1.0, 2.0]], [3]), tf.constant([0.5, 0.5])], [table, bias])
    assert_close(table[3], [-1.0, -2.0])
    assert_close(bias, [0.5, 0.5])


@pytest.mark.parametrize("clip", [{"clipnorm": 1.0}, {"global_clipnorm": 1.0}, {"clipvalue": 0.5}])
def test_clipping_sums_repeated_rows_first(clip):
    sparse, dense = tf.Variable(np.zeros((6, 2), "float32")), tf.Variable(np.zeros((6, 2), "float32"))
    grad = rows([[1.0, 1.0], [2.0, 2.0]], [1, 1])
    optimizers.SGD(1.0, **clip).apply([grad], [sparse])
    optimizers.SGD(1.0, **clip).apply([tf.convert_to_tensor(grad)], [dense])
    assert_close(sparse, dense)


def test_gradients_that_are_views_are_read_in_their_own_order():
    for name in ALL:
        value = np.arange(6, dtype="float32").reshape(2, 3)
        grad = tf.constant(value.T + 1.0)
        one, two = tf.Variable(value), tf.Variable(value)
        getattr(optimizers, name)(0.1).apply([tf.transpose(grad)], [one])
        getattr(optimizers, name)(0.1).apply([tf.constant(grad.numpy().T.copy())], [two])
        np.testing.assert_array_equal(one.numpy(), two.numpy(), err_msg=name)


def test_a_gradient_of_none_warns_and_leaves_the_variable():
    a, b = tf.Variable([1.0]), tf.Variable([1.0])
    with pytest.warns(UserWarning, match=r"Gradients do not exist for variables \['Variable'\]|Gradients do not exist"):
        optimizers.SGD(1.0).apply_gradients([(None, a), (tf.constant([1.0]), b)])
    assert (float(a[0]), float(b[0])) == (1.0, 0.0)


def test_a_variable_that_comes_later_gets_its_slots():
    a, b = variables_of([[1.0], [1.0]])
    optimizer = optimizers.Adam(0.1)
    optimizer.apply([tf.constant([1.0])], [a])
    optimizer.apply([tf.constant([1.0]), tf.constant([1.0])], [a, b])
    assert [v.path.split("/")[1] for v in optimizer.variables[2:]] == [
        "a_momentum",
        "a_velocity",
        "b_momentum",
        "b_velocity",
    ]
    assert float(b[0]) < 1.0


# -- value semantics


def test_what_was_read_before_a_step_stays():
    variable = tf.Variable([1.0, 2.0])
    before, view = variable.value(), variable[1:]
    optimizer = optimizers.Adam(0.1)
    optimizer.apply([tf.constant([1.0, 1.0])], [variable])
    momentum = optimizer.variables[2].value()
    step = optimizer.iterations.value()
    optimizer.apply([tf.constant([1.0, 1.0])], [variable])
    assert_close(before, [1.0, 2.0])
    assert_close(view, [2.0])
    assert_close(momentum, [0.1, 0.1])
    assert int(step) == 1


def test_a_step_inside_an_open_tape_is_not_recorded():
    variable = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        loss = variable * variable
        grad = tape.gradient(loss, variable)
        optimizers.SGD(1.0).apply([grad], [variable])
        after = variable * 1.0
    assert float(tape.gradient(loss, variable)) == 6.0
    assert float(after) == -3.0
    assert not variable.buffer.requires_grad


def test_a_state_that_is_assigned_counts():
    variable = tf.Variable([0.0])
    optimizer = optimizers.SGD(1.0, momentum=0.5)
    optimizer.apply([tf.constant([1.0])], [variable])
    kept = optimizer.variables[2].value()
    optimizer.variables[2].assign([8.0])
    optimizer.apply([tf.constant([0.0])], [variable])
    assert_close(variable, [3.0])
    assert_close(kept, [-1.0])


# -- options


def test_the_learning_rate_can_be_read_and_set():
    optimizer, variable = optimizers.SGD(0.5), tf.Variable([0.0])
    optimizer.learning_rate.assign(0.25)
    optimizer.apply([tf.constant([1.0])], [variable])
    optimizer.learning_rate = 0.125
    assert (float(optimizer.learning_rate), float(optimizer.lr), optimizer.get_config()["learning_rate"]) == (
        0.125,
    ) * 3
    optimizer.apply([tf.constant([1.0])], [variable])
    assert_close(variable, [-0.375])


def test_a_schedule_or_a_function_may_stand_for_it():
    variable = tf.Variable([0.0])
    optimizer = optimizers.SGD(optimizers.schedules.PiecewiseConstantDecay([1], [1.0, 0.5]))
    for _ in range(3):
        optimizer.apply([tf.constant([1.0])], [variable])
    assert_close(variable, [-2.5])
    assert [v.path.split("/")[1] for v in optimizer.variables] == ["iteration"]
    assert float(optimizer.learning_rate) == 0.5
    with pytest.raises(TypeError, match=r"learning_rate: cannot assign 0\.1, the optimizer was made with"):
        optimizer.learning_rate = 0.1
    assert float(optimizers.SGD(lambda: 0.3).learning_rate) == pytest.approx(0.3)


def test_a_schedule_of_a_user_sees_the_step():
    class Halving(optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return 1.0 / (1.0 + tf.cast(step, tf.float32))

    variable, optimizer = tf.Variable([0.0]), optimizers.SGD(Halving())
    for _ in range(2):
        optimizer.apply([tf.constant([1.0])], [variable])
    assert_close(variable, [-1.5])


def test_arguments_of_tf_keras_2():
    assert float(optimizers.Adam(lr=0.3).lr) == pytest.approx(0.3)
    variable, optimizer = tf.Variable([0.0]), optimizers.SGD(1.0, decay=1.0)
    for _ in range(2):
        optimizer.apply([tf.constant([1.0])], [variable])
    assert_close(variable, [-1.5])
    assert optimizer.variables() == optimizer.variables
    optimizer.iterations.assign(5)
    assert float(optimizer.learning_rate) == pytest.approx(1 / 6)


def test_constraints_and_excluded_decay():
    kernel = keras.Variable([1.0, -1.0], name="kernel", constraint=keras.constraints.NonNeg())
    bias = keras.Variable([1.0, -1.0], name="bias")
    optimizer = optimizers.AdamW(0.0, weight_decay=0.5)
    optimizer.learning_rate = 1e-8
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.weight_decay = 5e7
    optimizer.apply([tf.zeros(2), tf.zeros(2)], [kernel, bias])
    assert_close(kernel, [0.5, 0.0])
    assert_close(bias, [1.0, -1.0])


def test_a_scaled_loss_skips_steps_that_overflow():
    variable = tf.Variable([1.0, 2.0])
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.5), initial_scale=8.0, dynamic_growth_steps=2)
    scales = []
    for grad in ([8.0, 8.0], [np.inf, 1.0], [8.0, 8.0], [8.0, 8.0], [8.0, 8.0]):
        optimizer.apply([tf.constant(grad)], [variable])
        scales.append(float(optimizer.dynamic_scale))
    # Keras 3.15 gives the same values, scales and count.
    assert_close(variable, [-2.0, -1.0])
    assert scales == [8.0, 4.0, 4.0, 8.0, 8.0]
    assert int(optimizer.iterations) == 4
    assert float(optimizer.scale_loss(tf.constant(2.0))) == 16.0
    assert optimizers.deserialize(optimizers.serialize(optimizer)).get_config() == optimizer.get_config()


def test_minimize_takes_a_function_or_a_tape():
    variable, optimizer = tf.Variable(3.0), optimizers.SGD(0.5)
    optimizer.minimize(lambda: variable * variable, [variable])
    assert float(variable) == 0.0
    variable.assign(2.0)
    with tf.GradientTape() as tape:
        loss = variable * variable
    optimizer.minimize(loss, [variable], tape=tape)
    assert float(variable) == 0.0
    with pytest.raises(ValueError, match="needs the tape that recorded it"):
        optimizer.minimize(loss, [variable])


class Heavy(optimizers.Optimizer):
    """Momentum as a user writes it."""

    def __init__(self, learning_rate=0.1, inertia=0.9, name="heavy", **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.inertia = inertia

    def build(self, variables):
        super().build(variables)
        self.speeds = [self.add_variable_from_reference(v, "speed") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        speed = self.speeds[self._get_variable_index(variable)]
        self.assign(speed, speed * self.inertia + gradient)
        self.assign_sub(variable, speed * learning_rate)

    def get_config(self):
        return {**super().get_config(), "inertia": self.inertia}


def test_an_optimizer_of_a_user():
    (variable,) = variables_of([[1.0, 1.0]])
    optimizer = Heavy()
    for _ in range(2):
        optimizer.apply_gradients([(tf.constant([1.0, 2.0]), variable)])
    assert_close(variable, [0.71, 0.42])
    assert [v.path for v in optimizer.variables] == ["heavy/iteration", "heavy/learning_rate", "heavy/a_speed"]
    assert Heavy.from_config(optimizer.get_config()).inertia == 0.9


def test_an_update_step_of_tf_keras_2_takes_no_rate():
    class Plain(optimizers.Optimizer):
        def update_step(self, gradient, variable):
            variable.assign_sub(gradient * self.learning_rate)

    variable = tf.Variable([1.0])
    Plain(0.5).apply([tf.constant([1.0])], [variable])
    assert_close(variable, [0.5])


# -- cost


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"])
def test_a_step_enters_as_many_frames_for_many_variables_as_for_few(name):
    counts = []
    for number in (2, 100):
        variables = [tf.Variable(np.ones(3, "float32")) for _ in range(number)]
        optimizer = getattr(optimizers, name)(0.1)
        for _ in range(2):
            with tf.GradientTape() as tape:
                loss = tf.add_n([tf.reduce_sum(v * v) for v in variables])
            grads = tape.gradient(loss, variables)
            counted = frames(lambda: optimizer.apply_gradients(zip(grads, variables, strict=True)))  # noqa: B023
        counts.append(counted.total())
    assert counts[0] == counts[1] <= 20, counts


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda _: optimizers.SGD(foo=1), ValueError, r"SGD: unknown arguments \['foo'\]"),
        (lambda _: optimizers.SGD("fast"), ValueError, "learning_rate: expected a number.*got 'fast'"),
        (lambda _: optimizers.SGD(momentum=2), ValueError, "momentum: expected a number from 0 to 1, got 2"),
        (lambda _: optimizers.Adam(beta_1="x"), ValueError, "beta_1.*got 'x'"),
        (
            lambda _: optimizers.SGD(clipnorm=1.0, clipvalue=2.0),
            ValueError,
            r"at most one, got \{'clipnorm': 1.0, 'clipvalue': 2.0\}",
        ),
        (lambda _: optimizers.SGD(clipnorm=-1.0), ValueError, "clipnorm: expected a positive number, got -1.0"),
        (
            lambda _: optimizers.SGD(use_ema=True, ema_momentum=2),
            ValueError,
            "ema_momentum: expected a number from 0 to 1, got 2",
        ),
        (lambda _: optimizers.SGD(gradient_accumulation_steps=1), ValueError, "an int of 2 or more, got 1"),
        (
            lambda _: optimizers.Ftrl(learning_rate_power=1.0),
            ValueError,
            "learning_rate_power: expected 0 or less, got 1.0",
        ),
        (lambda _: optimizers.Ftrl(l1_regularization_strength=-1), ValueError, "l1_regularization_strength.*got -1"),
        (
            lambda v: optimizers.SGD().apply_gradients([(None, v)]),
            ValueError,
            r"No gradients provided for any variable",
        ),
        (lambda _: optimizers.SGD().apply_gradients([]), ValueError, r"pairs \(gradient, variable\), got \[\]"),
        (lambda _: optimizers.SGD().apply_gradients(3), ValueError, "got 3"),
        (
            lambda _: optimizers.SGD().apply_gradients([(tf.ones(1), tf.ones(1))]),
            ValueError,
            "got <tf.Tensor.* as variable",
        ),
        (lambda v: optimizers.SGD().apply([tf.ones(2)], [v, v]), ValueError, "one for each of 2 variables, got 1"),
        (
            lambda v: optimizers.Adam().apply([tf.ones(3)], [v]),
            tf.errors.InvalidArgumentError,
            r"gradient of variable .* has shape \(3,\), the variable has shape \(2,\)",
        ),
        (lambda _: optimizers.get("sdg"), ValueError, "unknown name 'sdg'; did you mean 'sgd'"),
        (lambda _: optimizers.get(None), ValueError, "got None"),
        (
            lambda _: optimizers.LossScaleOptimizer("sgd"),
            ValueError,
            "inner_optimizer: expected an optimizer, got 'sgd'",
        ),
        (lambda _: optimizers.SGD().set_weights([1]), ValueError, "expected 2 arrays, got 1"),
        (
            lambda _: optimizers.SGD().load_own_variables({}),
            ValueError,
            "holds 0 variables of an optimizer, this one has 2",
        ),
        (
            lambda v: optimizers.Optimizer(0.1).apply([tf.ones(2)], [v]),
            NotImplementedError,
            "must implement update_step",
        ),
        (lambda _: optimizers.Adm, AttributeError, "did you mean keras.optimizers.Adam"),
    ],
)
def test_wrong_input_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call(tf.Variable([1.0, 1.0]))


def test_names_are_read_in_any_case():
    assert [type(optimizers.get(name)).__name__ for name in ("adam", "Adam", "ADAM")] == ["Adam"] * 3
    assert optimizers.get({"class_name": "adam", "config": {"learning_rate": 0.5}}).get_config()["learning_rate"] == 0.5
