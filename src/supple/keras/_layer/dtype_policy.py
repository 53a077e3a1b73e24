"""Dtype policies: in which dtype a layer computes, and in which its variables are kept."""

from __future__ import annotations

import functools
from contextvars import ContextVar
from typing import Any, Final

from supple._core import settings
from supple._core.dtype import as_dtype
from supple.errors import ArgumentError
from supple.keras._layer import lookup, registry
from supple.keras._layer.config import Configurable

TABLE: Final = registry.table("dtype policy", "keras")
_MIXED: Final = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}


class DTypePolicy(Configurable):
    """A dtype for computing and one for variables: a dtype's name for both, `mixed_float16` or `mixed_bfloat16`."""

    def __init__(self, name: Any = None) -> None:
        self.name: str = global_policy().name if name is None else _checked_name(name)
        self.compute_dtype: str = _MIXED.get(self.name, self.name)
        self.variable_dtype: str = "float32" if self.name in _MIXED else self.name

    @property
    def quantization_mode(self) -> None:
        """None: this policy does not quantize."""
        return

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self.name}">'


def _checked_name(name: Any) -> str:
    if isinstance(name, str) and name in _MIXED:
        return name
    try:
        return as_dtype(name).name
    except TypeError as error:
        raise ArgumentError(
            f"dtype policy: expected the name of a dtype, 'mixed_float16' or 'mixed_bfloat16', got {name!r}"
        ) from error


_GLOBAL: Final[ContextVar[DTypePolicy | None]] = ContextVar("dtype_policy", default=None)
_named: Final = functools.lru_cache(maxsize=64)(DTypePolicy)


def global_policy() -> DTypePolicy:
    """The policy of layers that are made without one; by default that of `floatx`."""
    found = _GLOBAL.get()
    return _named(settings.floatx()) if found is None else found


def set_global_policy(policy: Any) -> None:
    """Set the policy of layers that are made without one; None goes back to `floatx`."""
    _GLOBAL.set(None if policy is None else get(policy))


def get(identifier: Any) -> DTypePolicy:
    """The policy that a name, a dtype, a config or a policy stands for; None is the global one."""
    if identifier is None:
        return global_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    return _named(identifier if isinstance(identifier, str) else _checked_name(identifier))


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> DTypePolicy:
    """The policy that `serialize` wrote."""
    found = lookup.from_config(TABLE, config, custom_objects)
    if not isinstance(found, DTypePolicy):
        raise ArgumentError(f"dtype policy: expected the config of a DTypePolicy, got {config!r}")
    return found


# tf.keras 2 calls it Policy, Keras 3 also FloatDTypePolicy.
TABLE.add(DTypePolicy, "Policy", "FloatDTypePolicy")
