"""compile, fit, evaluate, predict: the training side of a model."""

from __future__ import annotations

import warnings
from typing import Any

from supple.errors import ArgumentError
from supple.keras import metrics as all_metrics, optimizers as all_optimizers
from supple.keras._layer import serialization
from supple.keras._layer.arguments import refuse_unknown
from supple.keras._training import loops
from supple.keras._training.compiled import CompiledLoss, CompiledMetrics
from supple.keras._training.steps import Steps
from supple.keras.callbacks import History


class Trainer(Steps):
    """The part of a model that goes over the data."""

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool | None = False,
        steps_per_execution: Any = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
        **legacy: Any,
    ) -> None:
        """Choose what training minimises, how, and what it reports; Python runs on every step in any case."""
        refuse_unknown(self, "compile", legacy, ("experimental_run_tf_function",))
        if jit_compile is True:
            warnings.warn(
                "compile: jit_compile=True: nothing is compiled here, every step runs as written", stacklevel=2
            )
        if not isinstance(steps_per_execution, int) or steps_per_execution < 1:
            raise ArgumentError(
                f"compile: steps_per_execution: expected an int of 1 or more, got {steps_per_execution!r}"
            )
        compiled_loss = CompiledLoss(loss, loss_weights) if loss is not None else None
        compiled_metrics = CompiledMetrics(metrics, weighted_metrics)
        self.optimizer = all_optimizers.get(optimizer)
        if auto_scale_loss and self.dtype_policy.name == "mixed_float16" and self.optimizer is not None:
            # Small gradients would be zero in float16.
            if not isinstance(self.optimizer, all_optimizers.LossScaleOptimizer):
                self.optimizer = all_optimizers.LossScaleOptimizer(self.optimizer)
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
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
        **legacy: Any,
    ) -> Any:
        """The outputs for all of `x`, as NumPy arrays."""
        refuse_unknown(self, "predict", legacy, ("max_queue_size", "workers", "use_multiprocessing"))
        return loops.predict(self, x, batch_size, verbose, steps, callbacks)

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: Any = None,
        return_dict: bool = False,
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
            raise ArgumentError(f"model {self.name!r}: {method}: call compile(optimizer=.., loss=..) first")
