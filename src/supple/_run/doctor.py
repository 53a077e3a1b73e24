"""What supple runs on: versions, processors, threads and devices."""

from __future__ import annotations

import importlib
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

NEEDED = ("supple", "torch", "numpy", "ml_dtypes", "h5py", "safetensors", "rich", "optree", "typer", "pillow")
OPTIONAL = ("tensorboard", "onnx", "onnxscript", "pandas", "pyarrow", "graphviz", "scikit-learn")


def findings() -> Iterator[tuple[str, str]]:
    """Pairs of a topic and what was found."""
    yield "python", f"{platform.python_version()} ({sys.executable})"
    yield "system", f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    for package in NEEDED:
        yield package, _version(package) or "NOT INSTALLED"
    for package in OPTIONAL:
        if found := _version(package):
            yield package, f"{found} (optional)"
    tf = importlib.import_module("supple")
    yield "version", f"{tf.__version__} as programs see it"
    threading = tf.config.threading
    yield "threads", f"{threading.get_intra_op_parallelism_threads()} inside an operation"
    for device in tf.config.list_physical_devices():
        yield "device", f"{device.name} ({device.device_type})"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
