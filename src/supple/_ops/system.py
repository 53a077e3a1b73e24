"""Devices, threads and switches of the process."""

from __future__ import annotations

import logging
from typing import Any, Final, NamedTuple

import torch

from supple.errors import ArgumentError, FailedPreconditionError, NotSupportedError


class PhysicalDevice(NamedTuple):
    """A device of this machine."""

    name: str
    device_type: str


class LogicalDevice(NamedTuple):
    """A device that programs may use."""

    name: str
    device_type: str


class LogicalDeviceConfiguration(NamedTuple):
    """The limits of a logical device."""

    memory_limit: Any = None
    experimental_priority: Any = None
    experimental_device_ordinal: Any = None


class _Switches:
    """What was set for the whole process."""

    def __init__(self) -> None:
        self.hidden: set[PhysicalDevice] = set()
        self.soft_placement = True


_SWITCHES: Final = _Switches()


def _kind(device_type: str | None) -> str | None:
    return None if device_type is None else device_type.upper()


def physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of this machine, of one kind if told."""
    found = [PhysicalDevice("/physical_device:CPU:0", "CPU")]
    found += [PhysicalDevice(f"/physical_device:GPU:{n}", "GPU") for n in range(torch.cuda.device_count())]
    return [each for each in found if device_type is None or each.device_type == _kind(device_type)]


def visible_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices that programs may use."""
    return [each for each in physical_devices(device_type) if each not in _SWITCHES.hidden]


def set_visible_devices(devices: Any, device_type: str | None = None) -> None:
    """Hide every device, or every one of a kind, but the given ones."""
    wanted = [devices] if isinstance(devices, PhysicalDevice) else list(devices or ())
    known = physical_devices(device_type)
    for each in wanted:
        if each not in known:
            raise ArgumentError(f"set_visible_devices: devices: expected some of {known}, got {each!r}")
    for each in known:
        (_SWITCHES.hidden.discard if each in wanted else _SWITCHES.hidden.add)(each)


def logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """The visible devices by the names that programs use."""
    return [
        LogicalDevice(each.name.replace("physical_device", "device"), each.device_type)
        for each in visible_devices(device_type)
    ]


def set_memory_growth(device: Any, enable: bool) -> None:
    """Let a device's memory grow with its use; it always does here."""
    _check_device("set_memory_growth", device)
    if not enable:
        raise NotSupportedError(f"set_memory_growth: enable: memory always grows with its use, got {enable!r}")


def memory_growth(device: Any) -> bool:
    """True: memory always grows with its use."""
    _check_device("get_memory_growth", device)
    return True


def _check_device(name: str, device: Any) -> None:
    if device not in physical_devices():
        raise ArgumentError(f"{name}: device: expected one of {physical_devices()}, got {device!r}")


def device_details(device: Any) -> dict[str, Any]:
    """What is known of a device."""
    _check_device("get_device_details", device)
    if device.device_type != "GPU":
        return {}
    properties = torch.cuda.get_device_properties(int(device.name.rpartition(":")[2]))
    return {"device_name": properties.name, "compute_capability": (properties.major, properties.minor)}


def soft_placement() -> bool:
    """Whether a device that is not there means the CPU."""
    return _SWITCHES.soft_placement


def set_soft_placement(enabled: bool) -> None:
    """Keep soft placement on; it cannot be switched off."""
    if not enabled:
        raise NotSupportedError(f"set_soft_device_placement: a missing device always means the CPU, got {enabled!r}")


def op_determinism() -> None:
    """Let every op give the same result for the same input, or raise."""
    torch.use_deterministic_algorithms(mode=True)


def intra_op_threads() -> int:
    """The number of threads of one op."""
    return torch.get_num_threads()


def set_intra_op_threads(number: int) -> None:
    """Set the number of threads of one op; 0 keeps the system's choice."""
    if number < 0:
        raise ArgumentError(f"set_intra_op_parallelism_threads: expected 0 or more, got {number}")
    if number:
        torch.set_num_threads(number)


def inter_op_threads() -> int:
    """The number of ops that may run at once."""
    return torch.get_num_interop_threads()


def set_inter_op_threads(number: int) -> None:
    """Set the number of ops that may run at once; 0 keeps the system's choice."""
    if number < 0:
        raise ArgumentError(f"set_inter_op_parallelism_threads: expected 0 or more, got {number}")
    if number:
        try:
            torch.set_num_interop_threads(number)
        except RuntimeError as error:
            raise FailedPreconditionError(
                f"set_inter_op_parallelism_threads: must be called before the first parallel work, got {number}"
            ) from error


def logger() -> logging.Logger:
    """The logger of the package."""
    return logging.getLogger("supple")
