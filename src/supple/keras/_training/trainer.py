"""compile, fit, evaluate, predict: the training side of a model."""

from __future__ import annotations

import warnings
from typing import Any

from supple._autodiff.tape import GradientTape
from supple.errors import ArgumentError, NotSupportedError
from supple.keras import metrics as all_metrics
from supple.keras import optimizers as all_optimizers
from supple.keras._layer import losses as added
from supple.keras._layer import serialization
from supple.keras._layer.arguments import refuse_unknown
from supple.keras._layer.context import USED
from supple.keras._layer.layer import Layer
from supple.keras._training import loops
from supple.keras._training.compiled import CompiledLoss, CompiledMetrics
from supple.data.packing import unpack_x_y_sample_weight
from supple.keras.callbacks import History


class Trainer(Layer):
    """The part of a model that trains it."""

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

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool | None = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
        **legacy: Any,
    ) -> None:
        """Choose what training minimises, how, and what it reports; Python runs on every step in any case."""
        refuse_unknown(self, "compile", legacy, ("experimental_run_tf_function",))
        if jit_compile is True:
            warnings.warn("compile: jit_compile=True: nothing is compiled here, every step runs as written", stacklevel=2)
        if not isinstance(steps_per_execution, int) or steps_per_execution < 1:
            raise ArgumentError(f"compile: steps_per_execution: expected an int of 1 or more, got {steps_per_execution!r}")
        if self.dtype_policy.name == "mixed_float16" and auto_scale_loss:
            raise NotSupportedError(
                "compile: float16 needs loss scaling, which is not done yet; use the policy 'mixed_bfloat16', "
                f"or auto_scale_loss=False if the loss is scaled by hand; got auto_scale_loss={auto_scale_loss!r}"
            )
        compiled_loss = CompiledLoss(loss, loss_weights) if loss is not None else None
        compiled_metrics = CompiledMetrics(metrics, weighted_metrics)
        self.optimizer = all_optimizers.get(optimizer)
        self.loss = loss
        self._compiled_loss = compiled_loss
        self._compiled_metrics = compiled_metrics
        self._loss_tracker = all_metrics.Mean(name="loss")
        self.run_eagerly = bool(run_eagerly)
        self.steps_per_execution = steps_per_execution
        self.stop_training = False
        self.compiled = True
        self._compiled = {
            **{"optimizer": optimizer, "loss": loss, "metrics": metrics, "loss_weights": loss_weights},
            **{"weighted_metrics": weighted_metrics, "run_eagerly": run_eagerly},
            **{"steps_per_execution": steps_per_execution, "jit_compile": jit_compile},
        }

    def get_compile_config(self) -> dict[str, Any] | None:
        """What `compile` was given, as JSON can hold it; None before `compile`."""
        if not self.compiled or self._compiled is None or type(self).compile is not Trainer.compile:
            return None
        compiled = {**self._compiled, "optimizer": self.optimizer}
        return {name: serialization.serialize_keras_object(value) for name, value in compiled.items()}

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compile with what `get_compile_config` returned; the optimizer is built for the variables there are."""
        if type(self).compile is not Trainer.compile:
            warnings.warn(
                f"model {self.name!r} has a compile method of its own: call it after loading, or override "
                "get_compile_config and compile_from_config",
                stacklevel=2,
            )
            return
        self.compile(**{name: serialization.deserialize_nested(value) for name, value in config.items()})
        if self.built and self.optimizer is not None:
            self.optimizer.build(self.trainable_variables)

    # -- one step; may be overridden

    def train_step(self, data: Any) -> dict[str, Any]:
        """One step of training on a batch `(x,)`, `(x, y)` or `(x, y, sample_weight)`; returns what is reported."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        with GradientTape() as tape:
            y_pred = self(x, training=True) if self._call_spec.takes_training else self(x)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        if self._loss_tracker is not None:
            self._loss_tracker.update_state(loss, sample_weight=loops.rows_of(x))
        variables = self._flattened().trainable
        if variables:
            gradients = tape.gradient(loss, variables)
            for gradient in gradients:
                if gradient is None:
                    gradients, variables = loops.without_gradient(self, gradients, variables)
                    break
            else:
                self._lacking = ()
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
        loss = None
        if self._compiled_loss is not None:
            if y is None:
                raise ArgumentError(f"model {self.name!r} is compiled with a loss, which needs targets: give y, got None")
            loss = self._compiled_loss(y, y_pred, sample_weight)
        if USED.losses or self._flattened().regularized:
            for extra in self.losses:
                loss = extra if loss is None else added.total([loss, extra])
        if loss is None:
            raise ArgumentError(
                f"model {self.name!r} has nothing to minimise: give compile(loss=..), call add_loss in a layer, "
                "or override compute_loss or train_step"
            )
        return loss

    def compute_metrics(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None
    ) -> dict[str, Any]:
        """Update the compiled metrics with a batch and return every result by name."""
        if self._compiled_metrics is not None:
            self._compiled_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self) -> dict[str, Any]:
        """The result of every metric by name."""
        results: dict[str, Any] = {}
        for metric in self.metrics:
            value = metric.result()
            if isinstance(value, dict):
                results.update(value)
            else:
                results[metric.name] = value
        return results

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

    # -- loops

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: Any = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: Any = 1,
        **legacy: Any,
    ) -> History:
        """Train for `epochs` passes over the data; returns the History of what was reported."""
        refuse_unknown(self, "fit", legacy, ("max_queue_size", "workers", "use_multiprocessing"))
        self._require_compiled("fit")
        plan = loops.FitPlan(
            data=loops.Data(x, y, sample_weight, batch_size, shuffle, class_weight, steps_per_epoch),
            validation=loops.Validation(
                validation_split, validation_data, validation_steps, validation_batch_size, validation_freq
            ),
            epochs=epochs,
            initial_epoch=initial_epoch,
            verbose=verbose,
            callbacks=callbacks,
        )
        return loops.fit(self, plan)

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
        **legacy: Any,
    ) -> Any:
        """The loss and metrics over the data: a list, a scalar if there is only the loss, or a dict."""
        refuse_unknown(self, "evaluate", legacy, ("max_queue_size", "workers", "use_multiprocessing"))
        self._require_compiled("evaluate")
        logs = loops.evaluate(self, loops.adapt_for(x, y, sample_weight, batch_size, steps), verbose, callbacks)
        return logs if return_dict else loops.as_list(self, logs)

    def predict(
        self, x: Any, batch_size: int | None = None, verbose: Any = "auto", steps: int | None = None,
        callbacks: Any = None, **legacy: Any,
    ) -> Any:
        """The outputs for all of `x`, as NumPy arrays."""
        refuse_unknown(self, "predict", legacy, ("max_queue_size", "workers", "use_multiprocessing"))
        return loops.predict(self, x, batch_size, verbose, steps, callbacks)

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight: Any = None, return_dict: bool = False,
        reset_metrics: bool = True,
    ) -> Any:
        """One step of training on a batch; returns the values of that batch."""
        self._require_compiled("train_on_batch")
        if reset_metrics:
            self.reset_metrics()
        logs = loops.numbers(self.train_step(loops.one_batch(x, y, sample_weight, class_weight)))
        return logs if return_dict else loops.as_list(self, logs)

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False, reset_metrics: bool = True
    ) -> Any:
        """The values of one batch, without training."""
        self._require_compiled("test_on_batch")
        if reset_metrics:
            self.reset_metrics()
        logs = loops.numbers(self.test_step(loops.one_batch(x, y, sample_weight, None)))
        return logs if return_dict else loops.as_list(self, logs)

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch, as NumPy arrays."""
        return loops.to_arrays(self.predict_step(loops.one_batch(x, None, None, None)))

    def _require_compiled(self, method: str) -> None:
        if not self.compiled:
            raise ArgumentError(
                f"model {self.name!r}: {method}: call compile(optimizer=.., loss=..) first"
            )

