"""The graph between symbolic inputs and outputs, run node by node."""

from __future__ import annotations

from typing import Any

from supple._core import tree
from supple._core.symbolic import Origin, SymbolicTensor
from supple.errors import ArgumentError
from supple.keras._layer.layer import Layer


class _Node:
    """One call in the graph: where its symbolic arguments stand, and what they are called."""

    __slots__ = ("leaves", "origin", "outputs", "places", "spec")

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.leaves, self.spec = tree.flatten_with_spec((tuple(origin.args), origin.kwargs))
        self.places = [(i, id(leaf)) for i, leaf in enumerate(self.leaves) if isinstance(leaf, SymbolicTensor)]
        self.outputs = [id(symbol) for symbol in origin.outputs]

    def run(self, values: dict[int, Any]) -> None:
        """Call with real tensors from `values`, and put the results there."""
        leaves = list(self.leaves)
        for place, key in self.places:
            leaves[place] = values[key]
        args, kwargs = tree.unflatten(self.spec, leaves)
        result = self.origin.function(*args, **kwargs)
        if len(self.outputs) == 1 and not isinstance(result, (list, tuple, dict)):
            values[self.outputs[0]] = result
        else:
            values.update(zip(self.outputs, tree.flatten(result), strict=True))


class Graph:
    """What leads from `inputs` to `outputs`, both nests of symbolic tensors."""

    def __init__(self, inputs: Any, outputs: Any) -> None:
        self.inputs, self.outputs = inputs, outputs
        self.flat_inputs: list[SymbolicTensor] = tree.flatten(inputs)
        self._flat_outputs, self._output_spec = tree.flatten_with_spec(outputs)
        for what, flat in (("inputs", self.flat_inputs), ("outputs", self._flat_outputs)):
            for each in flat:
                if not isinstance(each, SymbolicTensor):
                    raise ArgumentError(f"Model: {what}: expected symbolic tensors made from keras.Input, got {each!r}")
        self.nodes = [_Node(origin) for origin in self._order()]

    def _order(self) -> list[Origin]:
        known = {id(symbol) for symbol in self.flat_inputs}
        done: dict[int, Origin] = {}
        stack: list[tuple[SymbolicTensor, bool]] = [(symbol, False) for symbol in reversed(self._flat_outputs)]
        while stack:
            symbol, ready = stack.pop()
            origin = symbol._origin
            if id(symbol) in known or (origin is not None and id(origin) in done):
                continue
            if origin is None or getattr(origin.owner, "_is_input_layer", False):
                raise ArgumentError(
                    f"Model: the outputs need {symbol!r}, which is none of the inputs {self.flat_inputs}; add it to inputs"
                )
            if ready:
                done[id(origin)] = origin
                continue
            stack.append((symbol, True))
            needed = [leaf for leaf in tree.flatten((origin.args, origin.kwargs)) if isinstance(leaf, SymbolicTensor)]
            stack.extend((leaf, False) for leaf in reversed(needed))
        return list(done.values())

    @property
    def layers(self) -> list[Layer]:
        """The layers that are called, in order of their first call."""
        origins = [symbol._origin for symbol in self.flat_inputs] + [node.origin for node in self.nodes]
        owners = [origin.owner for origin in origins if origin is not None and isinstance(origin.owner, Layer)]
        return list({id(owner): owner for owner in owners}.values())

    def run(self, inputs: Any) -> Any:
        """The outputs for real `inputs`, given in the structure of the graph's own or as a dict by name."""
        values = dict(zip(map(id, self.flat_inputs), self._matched(inputs), strict=True))
        for node in self.nodes:
            node.run(values)
        results = [values[id(symbol)] for symbol in self._flat_outputs]
        return tree.unflatten(self._output_spec, results)

    def _matched(self, inputs: Any) -> list[Any]:
        if isinstance(inputs, dict) and not isinstance(self.inputs, dict):
            names = [symbol.name for symbol in self.flat_inputs]
            missing = [name for name in names if name not in inputs]
            if missing:
                raise ArgumentError(f"inputs: expected a value for each of {names}, got {sorted(inputs)}")
            return [inputs[name] for name in names]
        if isinstance(inputs, dict) and isinstance(self.inputs, dict):
            inputs = {key: inputs[key] for key in self.inputs if key in inputs}
        flat = tree.flatten(inputs)
        if len(flat) != len(self.flat_inputs):
            raise ArgumentError(f"inputs: the model has {len(self.flat_inputs)} inputs, got {len(flat)}")
        return flat
