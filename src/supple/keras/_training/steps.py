"""One step of training, evaluation or prediction; each method may be overridden."""

from __future__ import annotations

import warnings
from typing import Any

from supple._autodiff.tape import GradientTape
from supple.data.packing import unpack_x_y_sample_weight
from supple.errors import ArgumentError
from supple.keras._layer import losses as added
from supple.keras._layer.context import USED
from supple.keras._layer.layer import Layer
from supple.keras._training import loops
from supple.keras._training.compiled import CompiledLoss, CompiledMetrics


class Steps(Layer):
    """The part of a model that takes a batch."""

    # Set in __new__, with the rest of a layer's state.
    optimizer: Any
    loss: Any
    compiled: Any
    stop_training: bool
    history: Any
    run_eagerly: bool
    steps_per_execution: int
    _compiled: dict[str, Any] | None
    _compiled_loss: CompiledLoss | None
    _compiled_metrics: CompiledMetrics | None
    _loss_tracker: Any
    _lacking: Any

    def _set_training_defaults(self) -> None:
        vars(self).update(
            optimizer=None,
            loss=None,
            compiled=False,
            stop_training=False,
            history=None,
            _compiled=None,
            _compiled_loss=None,
            _compiled_metrics=None,
            _loss_tracker=None,
            _lacking=None,
            steps_per_execution=1,
            run_eagerly=False,
        )

    def train_step(self, data: Any) -> dict[str, Any]:
        """One step of training on a batch `(x,)`, `(x, y)` or `(x, y, sample_weight)`; returns what is reported."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        with GradientTape() as tape:
            y_pred = self(x, training=True) if self._call_spec.takes_training else self(x)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
            minimised = loss if self.optimizer is None else self.optimizer.scale_loss(loss)
        if self._loss_tracker is not None:
            self._loss_tracker.update_state(loss, sample_weight=loops.rows_of(x))
        variables = self._flattened().trainable
        if variables:
            gradients = tape.gradient(minimised, variables)
            for gradient in gradients:
                if gradient is None:
                    gradients, variables = loops.without_gradient(self, gradients, variables)
                    break
            else:
                vars(self)["_lacking"] = ()
            self.optimizer.apply_gradients(zip(gradients, variables, strict=True))
        else:
            warnings.warn(f"model {self.name!r} has no trainable variables: nothing is trained", stacklevel=2)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def test_step(self, data: Any) -> dict[str, Any]:
        """One step of evaluation on a batch; returns what is reported."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False) if self._call_spec.takes_training else self(x)
        loss = self.compute_loss(x, y, y_pred, sample_weight, training=False)
        if self._loss_tracker is not None:
            self._loss_tracker.update_state(loss, sample_weight=loops.rows_of(x))
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def predict_step(self, data: Any) -> Any:
        """The outputs for a batch."""
        x, _, _ = unpack_x_y_sample_weight(data)
        return self(x, training=False) if self._call_spec.takes_training else self(x)

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        """The scalar to minimise: the compiled loss plus what layers added."""
        terms: list[Any] = []
        if self._compiled_loss is not None:
            if y is None:
                raise ArgumentError(
                    f"model {self.name!r} is compiled with a loss, which needs targets: give y, got None"
                )
            terms.append(self._compiled_loss(y, y_pred, sample_weight))
        if USED.losses or self._flattened().regularized:
            terms += self.losses
        if not terms:
            raise ArgumentError(
                f"model {self.name!r} has nothing to minimise: give compile(loss=..), call add_loss in a layer, "
                "or override compute_loss or train_step"
            )
        return added.total(terms) if len(terms) > 1 else terms[0]

    def compute_metrics(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None
    ) -> dict[str, Any]:
        """Update the compiled metrics with a batch and return every result by name."""
        if self._compiled_metrics is not None:
            self._compiled_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self) -> dict[str, Any]:
        """The result of every metric, sorted by name."""
        results: dict[str, Any] = {}
        for metric in self.metrics:
            value = metric.result()
            if isinstance(value, dict):
                results.update(value)
            else:
                results[metric.name] = value
        return dict(sorted(results.items())) if len(results) > 1 else results

    @property
    def metrics(self) -> list[Any]:
        """The loss, the metrics that are attributes, those of layers below, and the compiled ones."""
        found = [self._loss_tracker] if self._loss_tracker is not None else []
        found += loops.attribute_metrics(self)
        if self._compiled_loss is not None:
            found += self._compiled_loss.metrics
        if self._compiled_metrics is not None and self._compiled_metrics.given != (None, None):
            found.append(self._compiled_metrics)
        return found

    @property
    def metrics_names(self) -> list[str]:
        """The names of `metrics`."""
        return [metric.name for metric in self.metrics]

    @property
    def compiled_loss(self) -> CompiledLoss:
        """The compiled loss as tf.keras 2 has it: call it with (y, y_pred, sample_weight, regularization_losses)."""
        if self._compiled_loss is None:
            raise ArgumentError(f"model {self.name!r}: compiled_loss: compile was not given a loss")
        return self._compiled_loss

    @property
    def compiled_metrics(self) -> CompiledMetrics:
        """The compiled metrics as tf.keras 2 has them."""
        if self._compiled_metrics is None:
            raise ArgumentError(f"model {self.name!r}: compiled_metrics: the model is not compiled")
        return self._compiled_metrics

    def reset_metrics(self) -> None:
        """Start every metric again."""
        for metric in self.metrics:
            metric.reset_state()
