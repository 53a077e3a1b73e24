"""Further settings of devices: `tf.config.experimental`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple._ops import system
from supple._ops.system import LogicalDevice, PhysicalDevice


def set_memory_growth(device: PhysicalDevice, enable: bool) -> None:
    """Let a device's memory grow with its use; it always does here."""
    system.set_memory_growth(device, enable)


def get_memory_growth(device: PhysicalDevice) -> bool:
    """True: memory always grows with its use."""
    return system.memory_growth(device)


def get_device_details(device: PhysicalDevice) -> dict[str, Any]:
    """What is known of a device."""
    return system.device_details(device)


def enable_op_determinism() -> None:
    """Let every op give the same result for the same input, or raise."""
    system.op_determinism()


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


__all__ = [
    "enable_op_determinism",
    "get_device_details",
    "get_memory_growth",
    "get_visible_devices",
    "list_logical_devices",
    "list_physical_devices",
    "set_memory_growth",
    "set_visible_devices",
]
__getattr__ = unknown_name("tf.config.experimental", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
