"""Updates of single rows of large tables, by the same formula as whole tensors."""

from __future__ import annotations

from collections.abc import Callable

from supple._ops import foreach
from supple.keras.optimizers._gradients import Rows

Update = Callable[[foreach.Arrays, foreach.Arrays, list[foreach.Arrays], int, float], None]


def update_rows(
    update: Update,
    values: foreach.Arrays,
    grads: foreach.Arrays,
    slots: list[foreach.Arrays],
    places: list[Rows | None],
    step: int,
    rate: float,
) -> None:
    """Run `update` on the dense gradients together, then on each sparse one with the rows that it has."""
    whole = [i for i, place in enumerate(places) if place is None]
    if whole:
        some = [[each[i] for i in whole] for each in slots]
        update([values[i] for i in whole], [grads[i] for i in whole], some, step, rate)
    for i, place in enumerate(places):
        if place is not None:
            tables = [values[i], *(each[i] for each in slots)]
            rows = [foreach.rows_at(table, place.indices) for table in tables]
            update(rows[:1], [grads[i]], [[row] for row in rows[1:]], step, rate)
            for table, row in zip(tables, rows, strict=True):
                foreach.put_rows(table, place.indices, row)
