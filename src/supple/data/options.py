"""Options of a pipeline: `tf.data.Options`."""

from __future__ import annotations

from typing import Any, Final

from supple.errors import UnknownNameError

_GROUPS: Final = {
    "autotune": {"enabled", "cpu_budget", "ram_budget", "autotune_algorithm", "initial_parallelism", "min_parallelism"},
    "experimental_distribute": {"auto_shard_policy", "num_devices"},
    "experimental_optimization": {
        *{"apply_default_optimizations", "filter_fusion", "filter_parallelization", "inject_prefetch"},
        *{"map_and_batch_fusion", "map_and_filter_fusion", "map_fusion", "map_parallelization"},
        *{"noop_elimination", "parallel_batch", "seq_interleave_prefetch", "shuffle_and_repeat_fusion"},
    },
    "experimental_service": {"pinned"},
    "threading": {"max_intra_op_parallelism", "private_threadpool_size"},
}
_OWN: Final = {
    *{"deterministic", "dataset_name", "experimental_deterministic", "experimental_external_state_policy"},
    *{"experimental_slack", "experimental_symbolic_checkpoint", "experimental_threading", "experimental_warm_start"},
    *{"framework_type"},
}


class _Group:
    """One group of options; a name that TensorFlow does not have raises."""

    def __init__(self, name: str, known: set[str]) -> None:
        self.__dict__.update(_name=name, _known=known)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self._known:
            raise UnknownNameError(f"{self._name}.{name}: no such option; there are {', '.join(sorted(self._known))}")
        self.__dict__[name] = value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self.__dict__["_known"]:
            raise UnknownNameError(f"{self.__dict__.get('_name')}.{name}: no such option")
        return None


class Options(_Group):
    """How a pipeline may be run.

    Order is always deterministic here and threads are used where they pay, whatever is asked for: the options are
    kept and handed on, and a misspelt one raises.
    """

    def __init__(self) -> None:
        super().__init__("Options", _OWN | set(_GROUPS))
        for name, known in _GROUPS.items():
            self.__dict__[name] = _Group(f"Options.{name}", known)

    def merge(self, other: Options) -> Options:
        """These options, overruled by what `other` sets."""
        merged = Options()
        for each in (self, other):
            for name, value in each.__dict__.items():
                if isinstance(value, _Group):
                    merged.__dict__[name].__dict__.update(value.__dict__)
                elif not name.startswith("_"):
                    merged.__dict__[name] = value
        return merged
