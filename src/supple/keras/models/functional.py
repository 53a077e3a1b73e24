"""Models made of symbolic inputs and outputs."""

from __future__ import annotations

from typing import Any

from supple._core import tree
from supple.errors import NotSupportedError
from supple.keras._layer import input_spec
from supple.keras._layer.layer import Layer
from supple.keras.models.graph import Graph
from supple.keras.models.model import Model


class Functional(Model):
    """A model that computes `outputs` from `inputs`, symbolic tensors both: `Model(inputs, outputs)`."""

    def __init__(
        self, inputs: Any, outputs: Any, name: str | None = None, trainable: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(name=name, **kwargs)
        self._graph = Graph(inputs, outputs)
        self._graph_layers = self._graph.layers
        self._built_for = tree.map_structure(lambda symbol: symbol.shape, inputs)
        self._seen_output = tree.map_structure(lambda symbol: symbol.shape, outputs)
        self.built = True
        if not trainable:
            self.trainable = False

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """The outputs of the graph."""
        flat = self._graph.flat_inputs
        if len(flat) == 1 and hasattr(inputs, "shape"):
            wanted = input_spec.InputSpec(shape=(None, *flat[0].shape[1:]), allow_last_axis_squeeze=True)
            input_spec.check(wanted, [inputs], self.name)
        return self._graph.run(inputs)

    @property
    def layers(self) -> list[Layer]:
        """The layers, in order of their first call."""
        return list(self._graph_layers)

    @property
    def inputs(self) -> list[Any]:
        """The symbolic inputs."""
        return list(self._graph.flat_inputs)

    @property
    def outputs(self) -> list[Any]:
        """The symbolic outputs."""
        return tree.flatten(self._graph.outputs)

    @property
    def input(self) -> Any:
        """The symbolic inputs in their structure."""
        return self._graph.inputs

    @property
    def output(self) -> Any:
        """The symbolic outputs in their structure."""
        return self._graph.outputs

    @property
    def input_shape(self) -> Any:
        """The shapes of the inputs."""
        return self._built_for

    @property
    def output_shape(self) -> Any:
        """The shapes of the outputs."""
        return self._seen_output

    def get_config(self) -> dict[str, Any]:
        """Raise NotSupportedError: the graph cannot be written yet."""
        raise NotSupportedError(
            f"model {self.name!r}: saving a functional model's graph is not done yet; "
            "use save_weights, or a Sequential or subclassed model"
        )


Model._graph_class = Functional
