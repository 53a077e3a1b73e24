"""TensorFlow's names for initializers."""

from __future__ import annotations

from supple.keras._layer import initializers

zeros_initializer = initializers.Zeros
ones_initializer = initializers.Ones
constant_initializer = initializers.Constant
random_normal_initializer = initializers.RandomNormal
random_uniform_initializer = initializers.RandomUniform
