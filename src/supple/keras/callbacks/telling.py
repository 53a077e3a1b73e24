"""What callbacks print."""

from __future__ import annotations

import sys


def say(message: str) -> None:
    """Print a line."""
    sys.stdout.write(message + "\n")
    sys.stdout.flush()
