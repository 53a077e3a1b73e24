"""Masks: which time steps count. They travel on tensors, and layers hand them on."""

from __future__ import annotations

import inspect
import warnings
from typing import TYPE_CHECKING, Any

from supple._core import tree
from supple._core.symbolic import SymbolicTensor
from supple._core.tensor import Tensor

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer


def mask_of(structure: Any) -> Any:
    """The masks of the tensors in `structure`, in its structure; None if none has one."""
    if isinstance(structure, Tensor | SymbolicTensor):
        return structure._keras_mask
    if not isinstance(structure, (list, tuple, dict)):
        return None
    leaves, spec = tree.flatten_with_spec(structure)
    masks = [leaf._keras_mask if isinstance(leaf, Tensor | SymbolicTensor) else None for leaf in leaves]
    return None if all(mask is None for mask in masks) else tree.unflatten(spec, masks)


def set_mask(structure: Any, masks: Any) -> None:
    """Put `masks` on the tensors of `structure` that have none."""
    leaves = tree.flatten(structure)
    given = tree.flatten(masks)
    if len(given) == 1 and len(leaves) > 1:
        given = given * len(leaves)
    for leaf, mask in zip(leaves, given, strict=False):
        if mask is not None and isinstance(leaf, Tensor | SymbolicTensor) and leaf._keras_mask is None:
            leaf._keras_mask = mask


def fill_mask_arguments(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Give `call` the masks that it asks for by name; returns the mask of its first argument."""
    spec = layer._call_spec
    previous = mask_of(args[0] if args else kwargs.get(spec.first or ""))
    if not spec.takes_masks:
        return previous
    try:
        bound = spec.signature.bind_partial(*args, **kwargs).arguments
    except TypeError:  # `call` itself will say what is wrong
        return previous
    parameters = spec.signature.parameters
    if spec.takes_mask and bound.get("mask") is None and previous is not None:
        kwargs["mask"] = previous
    for name, value in bound.items():
        wanted = f"{name}_mask"
        if wanted in parameters and bound.get(wanted) is None:
            mask = mask_of(value)
            if mask is not None and parameters[wanted].kind is not inspect.Parameter.POSITIONAL_ONLY:
                kwargs[wanted] = mask
    if kwargs.get("mask") is not None and previous is None:
        previous = kwargs["mask"]
    return previous


def hand_on(layer: Layer, inputs: Any, outputs: Any, previous: Any) -> None:
    """Put the mask on `outputs` that `layer` computes from that of its inputs."""
    if layer.supports_masking or layer._makes_mask:
        masks = layer.compute_mask(inputs, previous)
        if masks is not None:
            set_mask(outputs, masks)
    elif previous is not None and not layer._call_spec.takes_masks and not layer._warned_of_mask:
        layer._warned_of_mask = True
        warnings.warn(
            f"layer {layer.name!r} of class {type(layer).__name__} got an input with a mask and drops it: it does not "
            "support masking; set self.supports_masking = True in its __init__ if it keeps time steps apart",
            stacklevel=5,
        )
