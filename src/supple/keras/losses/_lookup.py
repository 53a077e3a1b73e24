"""Losses by name, and their configs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from supple._ops import class_loss, regression_loss
from supple.errors import ArgumentError
from supple.keras._layer import lookup
from supple.keras.losses import _classes, _regression
from supple.keras.losses._base import TABLE, Loss, LossFunctionWrapper

_PAIRS: Final[tuple[tuple[Callable[..., Any], type[Loss], tuple[str, ...]], ...]] = (
    (regression_loss.mean_squared_error, _regression.MeanSquaredError, ("mse", "MSE")),
    (regression_loss.mean_absolute_error, _regression.MeanAbsoluteError, ("mae", "MAE")),
    (regression_loss.mean_absolute_percentage_error, _regression.MeanAbsolutePercentageError, ("mape", "MAPE")),
    (regression_loss.mean_squared_logarithmic_error, _regression.MeanSquaredLogarithmicError, ("msle", "MSLE")),
    (regression_loss.huber, _regression.Huber, ("huber_loss",)),
    (regression_loss.log_cosh, _regression.LogCosh, ("logcosh",)),
    (regression_loss.poisson, _regression.Poisson, ()),
    (regression_loss.cosine_similarity, _regression.CosineSimilarity, ()),
    (regression_loss.hinge, _regression.Hinge, ()),
    (regression_loss.squared_hinge, _regression.SquaredHinge, ()),
    (regression_loss.categorical_hinge, _regression.CategoricalHinge, ()),
    (regression_loss.dice, _regression.Dice, ()),
    (regression_loss.tversky, _regression.Tversky, ()),
    (class_loss.binary_crossentropy, _classes.BinaryCrossentropy, ("bce", "BCE")),
    (class_loss.binary_focal_crossentropy, _classes.BinaryFocalCrossentropy, ()),
    (class_loss.categorical_crossentropy, _classes.CategoricalCrossentropy, ()),
    (class_loss.categorical_focal_crossentropy, _classes.CategoricalFocalCrossentropy, ()),
    (class_loss.sparse_categorical_crossentropy, _classes.SparseCategoricalCrossentropy, ()),
    (class_loss.categorical_generalized_cross_entropy, _classes.CategoricalGeneralizedCrossEntropy, ()),
    (class_loss.kl_divergence, _classes.KLDivergence, ("kld", "KLD", "kullback_leibler_divergence")),
)
_CLASSES: Final = {function: cls for function, cls, _ in _PAIRS}

TABLE.add(Loss)
TABLE.add(LossFunctionWrapper)
for _function, _class, _names in _PAIRS:
    TABLE.add(_function, *_names)
    TABLE.add(_class)


def get(identifier: Any) -> Any:
    """The loss that a name, a config, a class, a function or a loss stands for; None is None."""
    if isinstance(identifier, dict) and "class_name" not in identifier:
        raise ArgumentError(f"loss: expected a name, a config or a callable, got {identifier!r}")
    return lookup.find(TABLE, identifier)


def deserialize(name: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The loss that `serialize` wrote: a config, or the name of a function."""
    if isinstance(name, dict):
        return lookup.from_config(TABLE, name, custom_objects)
    found = (custom_objects or {}).get(name)
    return get(name) if found is None else found


def as_loss(identifier: Any) -> Any:
    """The loss as an object that weighs and reduces; a function is wrapped, a known one by its own class."""
    found = get(identifier)
    if found is None or isinstance(found, Loss):
        return found
    cls = _CLASSES.get(found)
    return LossFunctionWrapper(found) if cls is None else cls()
