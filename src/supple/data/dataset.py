"""`Dataset`: a pipeline of elements, each a nest of tensors."""

from __future__ import annotations

from collections.abc import Callable, Iterator as Steps
from typing import Any, Final

import torch

from supple._core import dtype as dtypes, tree
from supple.data import checks
from supple.data.composed import Composed
from supple.data.iterator import Iterator, NumpyIterator
from supple.data.nest import unpacked, wrap_plain
from supple.data.nodes import buffers, grouping, joining, mapping, picking, sources
from supple.data.nodes.node import INFINITE, UNKNOWN, Node
from supple.data.options import Options
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError

AUTOTUNE: Final = -1
INFINITE_CARDINALITY: Final = INFINITE
UNKNOWN_CARDINALITY: Final = UNKNOWN


class Core:
    """What every dataset is: a node, its options, a name; and passes over it."""

    _node: Node

    def __init__(self, node: Node, name: str | None = None, options: Options | None = None) -> None:
        if not isinstance(node, Node):
            raise DtypeError(f"Dataset: make one by Dataset.from_tensor_slices, range, ..; got {type(node).__name__}")
        self._node = node
        self._name = name
        self._options = options or Options()

    def _then(self, node: Node, name: str | None = None) -> Dataset:
        return Dataset(node, name, self._options)

    def __iter__(self) -> Steps[Any]:
        return Iterator(self._node)

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        size = self._node.size()
        if size < 0:
            raise DtypeError(
                f"len(): the number of elements of {self!r} is {'infinite' if size == INFINITE else 'unknown'}"
            )
        return size

    def __repr__(self) -> str:
        name = f" {self._name!r}" if self._name else ""
        return f"<{type(self._node).__name__}Dataset{name} element_spec={self.element_spec!r}>"

    @property
    def element_spec(self) -> Any:
        """The specs of an element, in its structure; user functions are run on the first element to find out."""
        return self._node.spec()

    def size(self) -> int:
        """The number of elements, INFINITE_CARDINALITY or UNKNOWN_CARDINALITY."""
        return self._node.size()

    def cardinality(self) -> Any:
        """The number of elements as an int64 tensor, INFINITE_CARDINALITY or UNKNOWN_CARDINALITY."""
        return wrap_plain(torch.tensor(self._node.size()))

    def as_numpy_iterator(self) -> NumpyIterator:
        """A pass over the elements as NumPy arrays."""
        return NumpyIterator(iter(self))

    def options(self) -> Options:
        """The options that were set."""
        return self._options

    def with_options(self, options: Options, name: str | None = None) -> Dataset:
        """The same elements with more options."""
        return Dataset(self._node, name, self._options.merge(options))

    def apply(self, transformation_func: Callable[[Dataset], Any]) -> Any:
        """What the function makes of the dataset."""
        made = transformation_func(self)  # type: ignore[arg-type]  # every Core is a Dataset
        if not isinstance(made, Dataset):
            raise DtypeError(f"apply: expected the function to return a Dataset, got {type(made).__name__}")
        return made


class Sources(Core):
    """The ways to make a dataset of something else."""

    @staticmethod
    def from_tensor_slices(tensors: Any, name: str | None = None) -> Dataset:
        """The rows of tensors, arrays or nests of them."""
        return Dataset(sources.Slices(tensors), name)

    @staticmethod
    def from_tensors(tensors: Any, name: str | None = None) -> Dataset:
        """One element: the nest of tensors itself."""
        return Dataset(sources.Single([tensors], "from_tensors"), name)

    @staticmethod
    def from_generator(
        generator: Callable[..., Any],
        output_types: Any = None,
        output_shapes: Any = None,
        args: Any = None,
        output_signature: Any = None,
        name: str | None = None,
    ) -> Dataset:
        """What a generator function yields; it is called again for each pass."""
        if output_signature is not None and (output_types is not None or output_shapes is not None):
            raise DtypeError(
                f"from_generator: give output_signature or output_types, not both; got {output_signature!r} and {output_types!r}"
            )
        if output_types is not None:
            output_signature = sources.signature_of(output_types, output_shapes)
        return Dataset(sources.Generated(generator, output_signature, tuple(args or ())), name)

    @staticmethod
    def range(*args: Any, output_type: Any = dtypes.int64, name: str | None = None) -> Dataset:
        """The numbers of Python's `range(*args)`."""
        if not 1 <= len(args) <= 3:
            raise ArgumentError(f"range: expected 1 to 3 integers, got {args!r}")
        return Dataset(sources.Numbers(sources.number_range(args), dtypes.to_torch(output_type)), name)

    @staticmethod
    def random(seed: Any = None, rerandomize_each_iteration: bool | None = None, name: str | None = None) -> Dataset:
        """Random int64 numbers below 2**32, for ever."""
        return Dataset(sources.RandomNumbers(seed, anew=bool(rerandomize_each_iteration)), name)

    @staticmethod
    def counter(start: Any = 0, step: Any = 1, dtype: Any = dtypes.int64, name: str | None = None) -> Dataset:
        """The numbers from `start` on, for ever."""
        return Dataset(sources.Counter(int(start), int(step), dtypes.to_torch(dtype)), name)

    @staticmethod
    def zip(*args: Any, datasets: Any = None, name: str | None = None) -> Dataset:
        """Elements of datasets side by side, until the shortest ends."""
        structure = datasets if datasets is not None else args[0] if len(args) == 1 else args
        leaves, spec = tree.flatten_with_spec(structure)
        if isinstance(structure, list) or not leaves or not all(isinstance(leaf, Dataset) for leaf in leaves):
            raise DtypeError(f"zip: expected datasets, or a tuple or dict of them, got {structure!r}")
        return Dataset(joining.Zip(tree.unflatten(spec, [leaf._node for leaf in leaves])), name)

    @staticmethod
    def choose_from_datasets(datasets: Any, choice_dataset: Dataset, stop_on_empty_dataset: bool = True) -> Dataset:
        """Each element from the dataset whose number `choice_dataset` gives."""
        nodes = [each._node for each in datasets]
        if not nodes:
            raise ArgumentError(f"choose_from_datasets: expected at least one dataset, got {datasets!r}")
        return Dataset(joining.Chosen(nodes, choice_dataset._node, stop_on_empty=stop_on_empty_dataset))

    @staticmethod
    def sample_from_datasets(
        datasets: Any,
        weights: Any = None,
        seed: int | None = None,
        stop_on_empty_dataset: bool = False,
        rerandomize_each_iteration: bool | None = None,
    ) -> Dataset:
        """Each element from a dataset drawn with the chances `weights`; anew in each pass if told so."""
        nodes = [each._node for each in datasets]
        chances = [1.0] * len(nodes) if weights is None else [float(w) for w in weights]
        if not nodes or len(chances) != len(nodes) or min(chances) < 0 or sum(chances) <= 0:
            raise ArgumentError(
                f"sample_from_datasets: expected {len(nodes)} weights of at least 0 and not all 0, got {weights!r}"
            )
        stop = stop_on_empty_dataset
        return Dataset(joining.Sampled(nodes, chances, seed, anew=bool(rerandomize_each_iteration), stop_on_empty=stop))


class Dataset(Composed, Sources):
    """A pipeline of elements, each a nest of tensors: `tf.data.Dataset`."""

    def batch(
        self,
        batch_size: Any,
        drop_remainder: bool = False,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """`batch_size` elements in a row as one, with an axis in front."""
        checks.parallel_calls(num_parallel_calls)
        size = checks.at_least("batch: batch_size", batch_size, 1)
        return self._then(grouping.Batch(self._node, size, drop_remainder=bool(drop_remainder)), name)

    def padded_batch(
        self,
        batch_size: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Dataset:
        """`batch_size` elements in a row as one, padded to `padded_shapes`, or to the longest where that says None."""
        size = checks.at_least("padded_batch: batch_size", batch_size, 1)
        drop = bool(drop_remainder)
        node = grouping.PaddedBatch(self._node, size, padded_shapes, padding_values, drop_remainder=drop)
        return self._then(node, name)

    def unbatch(self, name: str | None = None) -> Dataset:
        """The rows of each element."""
        return self._then(grouping.Unbatch(self._node), name)

    def rebatch(self, batch_size: Any, drop_remainder: bool = False, name: str | None = None) -> Dataset:
        """The rows of batches in batches of other sizes, given as a number or a list that takes turns."""
        given = batch_size if isinstance(batch_size, (list, tuple)) else [batch_size]
        sizes = [checks.at_least("rebatch: batch_size", size, 1) for size in given]
        return self._then(grouping.Rebatched(self._node, sizes, drop_remainder=drop_remainder), name)

    def map(
        self,
        map_func: Callable[..., Any],
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        synchronous: bool | None = None,
        use_unbounded_threadpool: bool = False,
        name: str | None = None,
    ) -> Dataset:
        """What `map_func` returns for each element; always in order, in threads where they pay."""
        threads = 1 if synchronous else mapping.threads_of(checks.parallel_calls(num_parallel_calls))
        return self._then(mapping.Map(self._node, map_func, threads), name)

    def flat_map(self, map_func: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements of the datasets that `map_func` returns, one after the other."""
        return self._then(mapping.FlatMap(self._node, _node_maker(map_func, "flat_map")), name)

    def interleave(
        self,
        map_func: Callable[..., Any],
        cycle_length: Any = None,
        block_length: Any = None,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """Blocks of elements, by turns, of the `cycle_length` datasets that are open."""
        checks.parallel_calls(num_parallel_calls)
        automatic = cycle_length is None or checks.integer("interleave: cycle_length", cycle_length) == AUTOTUNE
        cycle = (
            mapping.threads_of(AUTOTUNE) if automatic else checks.at_least("interleave: cycle_length", cycle_length, 1)
        )
        block = 1 if block_length is None else checks.at_least("interleave: block_length", block_length, 1)
        make = _node_maker(map_func, "interleave")
        return self._then(mapping.Interleave(self._node, make, cycle, block), name)

    def filter(self, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements for which `predicate` is true."""
        return self._then(mapping.Filter(self._node, predicate, until=False), name)

    def take_while(self, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements before the first for which `predicate` is false."""
        return self._then(mapping.Filter(self._node, predicate, until=True), name)

    def scan(self, initial_state: Any, scan_func: Callable[[Any, Any], Any], name: str | None = None) -> Dataset:
        """The second of what `scan_func(state, element)` returns; the first is the next state."""
        return self._then(mapping.Scan(self._node, initial_state, scan_func), name)

    def reduce(self, initial_state: Any, reduce_func: Callable[[Any, Any], Any], name: str | None = None) -> Any:
        """The last state, each being `reduce_func(state, element)`."""
        return grouping.reduced(self._node, initial_state, reduce_func)

    def enumerate(self, start: Any = 0, name: str | None = None) -> Dataset:
        """Pairs of a number and an element."""
        return self._then(mapping.Enumerate(self._node, checks.integer("enumerate: start", start)), name)

    def shuffle(
        self, buffer_size: Any, seed: Any = None, reshuffle_each_iteration: bool | None = True, name: str | None = None
    ) -> Dataset:
        """Each element drawn from a buffer of the next ones; anew in each pass unless told otherwise."""
        size = checks.integer("shuffle: buffer_size", buffer_size)
        size = 2**62 if size == UNKNOWN_CARDINALITY else checks.at_least("shuffle: buffer_size", size, 1)
        seed = None if seed is None else checks.integer("shuffle: seed", seed)
        return self._then(
            picking.Shuffle(self._node, size, seed, reshuffle=reshuffle_each_iteration is not False), name
        )

    def repeat(self, count: Any = None, name: str | None = None) -> Dataset:
        """The dataset `count` times over; for ever if None or -1."""
        times = -1 if count is None else checks.integer("repeat: count", count)
        return self._then(picking.Repeat(self._node, max(-1, times)), name)

    def take(self, count: Any, name: str | None = None) -> Dataset:
        """The first `count` elements; all if -1."""
        return self._then(picking.Take(self._node, checks.integer("take: count", count)), name)

    def skip(self, count: Any, name: str | None = None) -> Dataset:
        """The elements behind the first `count`; none if -1."""
        return self._then(picking.Skip(self._node, checks.integer("skip: count", count)), name)

    def shard(self, num_shards: Any, index: Any, name: str | None = None) -> Dataset:
        """Every `num_shards`-th element, from number `index` on."""
        shards = checks.at_least("shard: num_shards", num_shards, 1)
        number = checks.at_least("shard: index", index, 0)
        if number >= shards:
            raise InvalidArgumentError(f"shard: index: expected a number below num_shards={shards}, got {number}")
        return self._then(picking.Shard(self._node, shards, number), name)

    def concatenate(self, dataset: Dataset, name: str | None = None) -> Dataset:
        """The elements of this dataset, then those of the other."""
        if not isinstance(dataset, Dataset):
            raise DtypeError(f"concatenate: expected a Dataset, got {type(dataset).__name__}")
        return self._then(joining.Concatenate(self._node, dataset._node), name)

    def cache(self, filename: Any = "", name: str | None = None) -> Dataset:
        """The elements of the first whole pass, kept in memory for the next ones."""
        checks.no_file("cache: filename", filename)
        return self._then(buffers.Cache(self._node), name)

    def prefetch(self, buffer_size: Any, name: str | None = None) -> Dataset:
        """The same elements, made ahead of time by a thread where that pays."""
        size = checks.at_least("prefetch: buffer_size", buffer_size, -1)
        return self._then(buffers.Prefetch(self._node, 2 if size == AUTOTUNE else size), name)

    def window(
        self, size: Any, shift: Any = None, stride: Any = 1, drop_remainder: bool = False, name: str | None = None
    ) -> Dataset:
        """Datasets of `size` elements each; a nest of datasets if the elements are nests."""
        length = checks.at_least("window: size", size, 1)
        step = length if shift is None else checks.at_least("window: shift", shift, 1)
        every = checks.at_least("window: stride", stride, 1)
        node = grouping.Window(self._node, length, step, every, drop_remainder=bool(drop_remainder))
        return self._then(grouping.Windowed(node, Dataset), name)

    def group_by_window(
        self,
        key_func: Callable[..., Any],
        reduce_func: Callable[[Any, Dataset], Any],
        window_size: Any = None,
        window_size_func: Callable[[Any], Any] | None = None,
        name: str | None = None,
    ) -> Dataset:
        """The elements of `reduce_func(key, dataset)` for each full window of elements with one key."""
        if (window_size is None) == (window_size_func is None):
            raise ArgumentError(
                f"group_by_window: give window_size or window_size_func, got {window_size!r} and {window_size_func!r}"
            )
        fixed = None if window_size is None else checks.at_least("group_by_window: window_size", window_size, 1)

        def window(key: int) -> int:
            if fixed is not None or window_size_func is None:
                return fixed or 1
            return checks.at_least(
                "group_by_window: window_size_func", window_size_func(wrap_plain(torch.tensor(key))), 1
            )

        def reduce(key: Any, group: list[Any]) -> Node:
            return _node_of(reduce_func(key, Dataset(grouping.Held(group, self._node.spec))), "group_by_window")

        return self._then(grouping.Grouped(self._node, unpacked(key_func), reduce, window), name)

    def unique(self, name: str | None = None) -> Dataset:
        """Each value once, where it comes first."""
        return self._then(grouping.Unique(self._node), name)

    def ignore_errors(self, log_warning: bool = False, name: str | None = None) -> Dataset:
        """The elements that can be made, without those that fail."""
        return self._then(mapping.IgnoreErrors(self._node), name)

    def get_single_element(self, name: str | None = None) -> Any:
        """The only element; InvalidArgumentError if there is none or more than one."""
        found = [element for element, _ in zip(self, (0, 1), strict=False)]
        if len(found) != 1:
            raise InvalidArgumentError(
                f"get_single_element: expected one element, the dataset has {'no' if not found else 'more'}"
            )
        return found[0]


def _node_of(made: Any, method: str) -> Node:
    if not isinstance(made, Dataset):
        raise DtypeError(f"{method}: expected the function to return a Dataset, got {type(made).__name__}")
    return made._node


def _node_maker(function: Callable[..., Any], method: str) -> Callable[[Any], Node]:
    inner = unpacked(function)
    return lambda element: _node_of(inner(element), method)
