"""What a class's `call` and `build` take; found out once a class."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


class CallSpec:
    """The parameters of `call`, of which `training` and `mask` are supplied by the framework if not by the caller."""

    __slots__ = (
        *("first", "names", "signature", "takes_mask", "takes_masks"),
        *("takes_training", "training_default", "training_place"),
    )

    def __init__(self, call: Callable[..., Any]) -> None:
        parameters = list(inspect.signature(call).parameters.values())
        if parameters and parameters[0].name == "self":
            parameters = parameters[1:]
        self.signature = inspect.Signature(parameters)
        self.names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        self.first = self.names[0] if self.names else None
        by_name = {p.name: p for p in parameters}
        # `call(self, x, **kwargs)` that hands kwargs on gets neither: it did not ask by name.
        self.takes_training = "training" in by_name
        self.takes_mask = "mask" in by_name
        self.takes_masks = self.takes_mask or any(name.endswith("_mask") for name in by_name)
        self.training_default = _default(by_name.get("training"))
        self.training_place = self.names.index("training") if "training" in self.names else -1

    def with_training(self, args: tuple[Any, ...], kwargs: dict[str, Any], calls: Any) -> dict[str, Any]:
        """The keywords with `training` settled: the caller's, else that of the outer call, else the default."""
        place = self.training_place
        training = args[place] if 0 <= place < len(args) else kwargs.get("training")
        if training is None:
            training = calls.training if calls.training is not None else self.training_default
            if training is not None and not 0 <= place < len(args):
                kwargs["training"] = training
        calls.training = training
        return kwargs


def keep_for_inner(kwargs: dict[str, Any], calls: Any) -> None:
    """Take `training` out of `kwargs`, for a `call` that has no such argument: it is meant for the layers inside."""
    training = kwargs.pop("training")
    if training is not None:
        calls.training = training


def _default(parameter: inspect.Parameter | None) -> Any:
    if parameter is None or parameter.default is parameter.empty:
        return None
    return parameter.default


class BuildSpec:
    """The parameters of `build`: one shape, or one called `<argument>_shape` for each argument of `call`."""

    __slots__ = ("by_argument", "overridden", "single")

    def __init__(self, build: Callable[..., Any], overridden: bool) -> None:
        self.overridden = overridden and not getattr(build, "builds_by_calling", False)
        names = [p for p in inspect.signature(build).parameters if p != "self"]
        self.by_argument = [n for n in names if n.endswith("_shape") and n != "input_shape"] if len(names) > 1 else []
        if len(names) == 1 and names[0].endswith("_shape") and names[0] not in ("input_shape", "inputs_shape"):
            self.by_argument = names
        self.single = not self.by_argument
