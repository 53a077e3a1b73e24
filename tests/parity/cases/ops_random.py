"""Random functions. Their numbers differ between engines; dtypes, shapes, bounds and repetition do not."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..harness import Module, Nest, case, misuse


def same(a: Any, b: Any) -> bool:
    """Whether two tensors hold the same numbers."""
    return bool((a.numpy() == b.numpy()).all())


def traits(x: Any) -> Nest:
    """What two engines agree on."""
    return [x.dtype, x.shape]


@case
def dtypes_and_shapes(tf: Module) -> Nest:
    random = tf.random
    return {
        "normal": traits(random.normal((2, 3))),
        "normal_of_doubles": traits(random.normal([2], dtype=tf.float64)),
        "normal_by_a_tensor": traits(random.normal(tf.constant([4, 1]))),
        "scalar": traits(random.normal([])),
        "uniform": traits(random.uniform((3,))),
        "uniform_ints": traits(random.uniform((3,), maxval=5, dtype=tf.int32)),
        "uniform_longs": traits(random.uniform((3,), 2, 9, dtype=tf.int64)),
        "truncated": traits(random.truncated_normal((2, 2))),
        "categorical": traits(random.categorical(tf.zeros((2, 4)), 5)),
        "categorical_ints": traits(random.categorical(tf.zeros((2, 4)), 5, dtype=tf.int32)),
        "shuffle": traits(random.shuffle(tf.constant([1, 2, 3]))),
        "nothing": traits(random.uniform((0, 2))),
        "keras_normal": traits(tf.keras.random.normal((2, 3))),
        "keras_uniform": traits(tf.keras.random.uniform((2,), 1.0, 2.0)),
        "keras_randint": traits(tf.keras.random.randint((3,), 0, 5)),
        "keras_categorical": traits(tf.keras.random.categorical(np.zeros((2, 4), "float32"), 3)),
    }


@case
def moments_and_bounds(tf: Module) -> Nest:
    tf.random.set_seed(0)
    normal = tf.random.normal((100, 100), mean=3.0, stddev=0.5).numpy()
    uniform = tf.random.uniform((100, 100), -1.0, 2.0).numpy()
    whole = tf.random.uniform((1000,), 2, 6, dtype=tf.int32).numpy()
    truncated = tf.random.truncated_normal((100, 100), stddev=2.0).numpy()
    return {
        "mean": bool(abs(normal.mean() - 3.0) < 0.05),
        "deviation": bool(abs(normal.std() - 0.5) < 0.05),
        "uniform": [bool(uniform.min() >= -1.0), bool(uniform.max() < 2.0), bool(abs(uniform.mean() - 0.5) < 0.05)],
        "whole": sorted(set(whole.tolist())),
        "truncated": bool(np.abs(truncated).max() <= 4.0),
        "means_broadcast": traits(tf.random.normal((2, 3), mean=tf.constant([0.0, 1.0, 2.0]))),
    }


@case
def categorical_follows_the_logits(tf: Module) -> Nest:
    tf.random.set_seed(0)
    sure = tf.random.categorical([[0.0, 50.0, 0.0], [50.0, 0.0, -np.inf]], 20)
    drawn = tf.random.categorical(tf.math.log([[0.25, 0.75]]), 4000).numpy()
    return sure, bool(abs(drawn.mean() - 0.75) < 0.05)


@case
def shuffle_keeps_the_rows(tf: Module) -> Nest:
    rows = tf.random.shuffle(tf.reshape(tf.range(20), (10, 2))).numpy()
    return sorted(rows[:, 0].tolist()), bool((rows[:, 1] == rows[:, 0] + 1).all())


@case
def set_seed_repeats_the_sequence(tf: Module) -> Nest:
    def draw() -> list[Any]:
        tf.random.set_seed(5)
        return [tf.random.normal((4,)), tf.random.normal((4,)), tf.random.uniform((4,))]

    first, second = draw(), draw()
    tf.random.set_seed(6)
    return (
        [same(a, b) for a, b in zip(first, second, strict=True)],
        same(first[0], first[1]),
        same(first[0], tf.random.normal((4,))),
    )


@case
def an_op_seed_gives_other_numbers_call_by_call(tf: Module) -> Nest:
    tf.random.set_seed(5)
    first, second = tf.random.uniform((4,), seed=1), tf.random.uniform((4,), seed=1)
    tf.random.set_seed(5)
    again = tf.random.uniform((4,), seed=1)
    return same(first, second), same(first, again)


@case
def stateless_functions_repeat(tf: Module) -> Nest:
    a, b = tf.random.stateless_normal((3,), seed=[1, 2]), tf.random.stateless_normal((3,), seed=[1, 2])
    other = tf.random.stateless_uniform((3,), seed=(1, 3), minval=0, maxval=9, dtype=tf.int32)
    return same(a, b), same(a, tf.random.stateless_normal((3,), seed=[2, 2])), traits(other)


@case
def keras_seeds(tf: Module) -> Nest:
    random = tf.keras.random
    generator = random.SeedGenerator(3)
    first, second = random.normal((3,), seed=generator), random.normal((3,), seed=generator)
    again = random.normal((3,), seed=random.SeedGenerator(3))
    return {
        "int_seed_repeats": same(random.normal((3,), seed=1), random.normal((3,), seed=1)),
        "generator_moves_on": same(first, second),
        "generator_starts_alike": same(first, again),
        "dropout_of_nothing": random.dropout(tf.ones(3), 0.0),
    }


@case
def set_random_seed_of_keras_repeats_initial_weights(tf: Module) -> Nest:
    def weights() -> Any:
        tf.keras.utils.set_random_seed(7)
        layer = tf.keras.layers.Dense(3)
        layer.build((None, 4))
        return layer.kernel

    return same(weights(), weights()), float(np.random.rand()) < 1.0


@misuse
def uniform_ints_without_a_bound(tf: Module) -> Nest:
    tf.random.uniform((3,), dtype=tf.int32)


@misuse
def normal_of_ints(tf: Module) -> Nest:
    tf.random.normal((3,), dtype=tf.int32)


@misuse
def categorical_of_a_vector(tf: Module) -> Nest:
    tf.random.categorical(tf.zeros(4), 2)


@misuse
def a_negative_shape(tf: Module) -> Nest:
    tf.random.normal((-1, 2))


@misuse
def dropout_of_an_impossible_rate(tf: Module) -> Nest:
    tf.nn.dropout(tf.ones(3), rate=1.5)
