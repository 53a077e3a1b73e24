"""The public names are those of the snapshot, and a face offers exactly what it says."""

from __future__ import annotations

from .exports import SNAPSHOT, offered, public_modules, public_names


def test_the_public_names_are_those_of_the_snapshot() -> None:
    recorded = set(SNAPSHOT.read_text(encoding="utf-8").split())
    present = set(public_names())
    lost, new = sorted(recorded - present), sorted(present - recorded)
    assert not lost, f"gone from the public names: {lost}; if that is meant, run `make exports`"
    assert not new, f"new public names: {new}; run `make exports` to record them"


def test_every_public_module_says_what_it_offers() -> None:
    silent = [path for path, module in public_modules().items() if not hasattr(module, "__all__")]
    # The file of the exceptions stands below everything else, and all that it defines is public.
    assert silent in ([], ["supple.errors"])


def test_a_face_shows_no_more_than_it_offers() -> None:
    """Helpers that leak into a namespace become somebody's dependency."""
    leaks = {
        path: sorted(extra)
        for path, module in public_modules().items()
        if hasattr(module, "__all__")
        and (extra := {name for name in dir(module) if name[0] != "_"} - set(module.__all__))
    }
    assert not leaks, leaks


def test_no_name_is_offered_twice() -> None:
    offers = {path: offered(module) for path, module in public_modules().items()}
    twice = {path: names for path, names in offers.items() if len(set(names)) < len(names)}
    assert not twice, twice
