"""The progress bar: Keras' look on a terminal, one line an epoch elsewhere.

Values may be tensors that the device is still computing: they become numbers only when they are drawn.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from supple.errors import ArgumentError

Values: TypeAlias = "Mapping[str, Any] | Iterable[tuple[str, Any]] | Callable[[], Mapping[str, Any]] | None"

_COLORS: Final = ("\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m")  # bold, green, white, plain
_REDRAW: Final = 0.1


class Progbar:
    """A bar over `target` steps, None if their number is not known; `verbose` is 0 (silent), 1 (bar) or 2 (one line)."""

    def __init__(
        self,
        target: int | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = _REDRAW,
        stateful_metrics: Iterable[str] | None = None,
        stateless_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        if verbose not in (0, 1, 2):
            raise ArgumentError(f"Progbar: verbose: expected 0, 1 or 2, got {verbose!r}")
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.averaged = set(stateless_metrics or ()) - set(stateful_metrics or ())
        self.unit_name = unit_name
        self.seen = 0
        self.moving = verbose == 1 and is_interactive()
        self._shown: dict[str, Any] = {}
        self._sums: dict[str, float] = {}
        self._start = time.perf_counter()
        self._first: float | None = None  # when the first step was done: it is slower than the others
        self._next_draw = 0.0
        self._length = 0

    def update(self, current: int, values: Values = None, finalize: bool | None = None) -> None:
        """Tell that `current` steps are done; `values` is a dict, pairs, or a function that returns a dict."""
        now = time.perf_counter()
        if self._first is None:
            self._first = now
            self._first_step = max(1, current)
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        steps, self.seen = current - self.seen, current
        if self.averaged:
            values = self._average(values, steps)
        if not finalize:
            if now < self._next_draw or not self.moving:
                return
            self._next_draw = now + self.interval
        if not self.verbose:
            return
        self._keep(values)
        self._draw(now, done=finalize)

    def add(self, n: int, values: Values = None) -> None:
        """Tell that `n` more steps are done."""
        self.update(self.seen + n, values)

    def _keep(self, values: Values) -> None:
        if callable(values):
            values = values()
        if values is not None:
            self._shown.update(values)

    def _average(self, values: Values, steps: int) -> Values:
        found = dict(values() if callable(values) else values or {})
        for name in self.averaged & set(found):
            self._sums[name] = self._sums.get(name, 0.0) + as_number(found[name]) * steps
            found[name] = self._sums[name] / max(1, self.seen)
        return found

    def _draw(self, now: float, *, done: bool) -> None:
        if self.verbose == 2:
            sys.stdout.write(self._plain_line(now))
        else:
            line = self._line(now, done=done, colored=self.moving)
            length = len(line)
            # The line may be shorter than the last one: blank what would be left of that.
            sys.stdout.write(("\r" if self.moving else "") + line + " " * max(0, self._length - length))
            self._length = length
            if done:
                sys.stdout.write("\n")
                self._length = 0
        sys.stdout.flush()

    def _plain_line(self, now: float) -> str:
        count = f"{self.seen}/{self.target or self.seen}"
        return f"{count} - {now - self._start:.0f}s - {self._per_step(now, whole=True)}{self._metrics()}\n"

    def _line(self, now: float, *, done: bool, colored: bool) -> str:
        bold, green, white, plain = _COLORS if colored else ("", "", "", "")
        if self.target is None and not done:
            count, bar = f"{self.seen:7d}/Unknown", ""
        else:
            target = self.target or self.seen
            digits = len(str(target))
            filled = self.width if not target else min(self.width, self.width * self.seen // target)
            count = f"{bold}{self.seen:{digits}d}/{target}{plain}"
            bar = f" {green}{'━' * filled}{plain}{white}{'━' * (self.width - filled)}{plain}"
            if not colored:
                bar = " " + "━" * filled + " " * (self.width - filled)
        left = now - self._start if done or not self.target else self._rate(now) * (self.target - self.seen)
        return f"{count}{bar} {bold}{duration(left)}{plain} {self._per_step(now, whole=False)}{self._metrics()}"

    def _rate(self, now: float) -> float:
        """Seconds a step, the first one left out where there are others."""
        assert self._first is not None
        if self.seen > self._first_step:
            return (now - self._first) / (self.seen - self._first_step)
        return (now - self._start) / max(1, self.seen)

    def _per_step(self, now: float, *, whole: bool) -> str:
        rate = (now - self._start) / max(1, self.seen) if whole else self._rate(now)
        if rate >= 1 or rate == 0:
            return f"{rate:.0f}s/{self.unit_name}"
        if rate >= 1e-3:
            return f"{rate * 1e3:.0f}ms/{self.unit_name}"
        return f"{rate * 1e6:.0f}us/{self.unit_name}"

    def _metrics(self) -> str:
        return "".join(f" - {name}: {shown(value)}" for name, value in self._shown.items() if value is not None)


def shown(value: Any) -> str:
    """A value as the bar writes it: four decimals, or an exponent if it is small."""
    try:
        number = as_number(value)
    except (TypeError, ValueError):
        return str(value)
    return f"{number:.4f}" if abs(number) > 1e-3 or not math.isfinite(number) else f"{number:.4e}"


def as_number(value: Any) -> float:
    """A number, one-element tensor or array as a float; of several elements the mean."""
    try:
        return float(value)
    except (TypeError, ValueError):
        if isinstance(value, str):
            raise
        items = value.tolist() if hasattr(value, "tolist") else list(value)
        return sum(map(as_number, items)) / len(items)


def duration(seconds: float) -> str:
    """`12s`, `1:02` or `1:02:03`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def is_interactive() -> bool:
    """True if what was printed can be printed over: on a terminal and in a notebook."""
    out = sys.stdout
    if type(out).__module__.startswith("ipykernel"):
        return True
    return bool(getattr(out, "isatty", bool)()) and os.environ.get("TERM") != "dumb"
