"""Devices and threads: `tf.config`."""

from __future__ import annotations

from typing import Any

from supple._autodiff import function
from supple._core.names import unknown_name
from supple._ops import system
from supple._ops.system import LogicalDevice, LogicalDeviceConfiguration, PhysicalDevice
from supple._tf import config_experimental as experimental, config_threading as threading


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of this machine, of one kind if told."""
    return system.physical_devices(device_type)


def list_logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """The visible devices by the names that programs use."""
    return system.logical_devices(device_type)


def get_visible_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices that programs may use."""
    return system.visible_devices(device_type)


def set_visible_devices(devices: Any, device_type: str | None = None) -> None:
    """Hide every device, or every one of a kind, but the given ones."""
    system.set_visible_devices(devices, device_type)


def get_soft_device_placement() -> bool:
    """Whether a device that is not there means the CPU."""
    return system.soft_placement()


def set_soft_device_placement(enabled: bool) -> None:
    """Keep soft placement on; it cannot be switched off."""
    system.set_soft_placement(enabled)


def functions_run_eagerly() -> bool:
    """Whether functions were told to run eagerly; they do so anyway."""
    return function.functions_run_eagerly()


def run_functions_eagerly(run_eagerly: bool) -> None:
    """Run functions eagerly, as they do anyway."""
    function.run_functions_eagerly(run_eagerly)


def experimental_run_functions_eagerly(run_eagerly: bool) -> None:
    """Run functions eagerly, as they do anyway."""
    function.run_functions_eagerly(run_eagerly)


def experimental_functions_run_eagerly() -> bool:
    """Whether functions were told to run eagerly; they do so anyway."""
    return function.functions_run_eagerly()


__all__ = [
    "LogicalDevice",
    "LogicalDeviceConfiguration",
    "PhysicalDevice",
    "experimental",
    "experimental_functions_run_eagerly",
    "experimental_run_functions_eagerly",
    "functions_run_eagerly",
    "get_soft_device_placement",
    "get_visible_devices",
    "list_logical_devices",
    "list_physical_devices",
    "run_functions_eagerly",
    "set_soft_device_placement",
    "set_visible_devices",
    "threading",
]
__getattr__ = unknown_name("tf.config", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
