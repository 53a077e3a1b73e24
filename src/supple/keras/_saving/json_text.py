"""JSON from a file that may be hostile: bounded in size and depth, every failure a SavingError."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from supple.errors import SavingError

_SIZE_LIMIT: Final = 2**27
_DEPTH_LIMIT: Final = 400


def parse(text: bytes | str, what: str) -> Any:
    """The value of a JSON text."""
    if len(text) > _SIZE_LIMIT:
        raise SavingError(f"{what}: {len(text)} bytes of JSON, more than {_SIZE_LIMIT}")
    try:
        value = json.loads(text, object_pairs_hook=_unique)
    except RecursionError as error:
        raise SavingError(f"{what}: JSON nested more than {_DEPTH_LIMIT} levels deep") from error
    except ValueError as error:
        raise SavingError(f"{what}: not JSON: {str(error)[:200]}") from error
    _check_depth(value, what)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise ValueError(f"the key {counts.most_common(1)[0][0]!r:.80} occurs twice")
    return found


def _check_depth(value: Any, what: str) -> None:
    level = [value]
    for _ in range(_DEPTH_LIMIT):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise SavingError(f"{what}: JSON nested more than {_DEPTH_LIMIT} levels deep")
