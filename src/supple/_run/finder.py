"""Import hooks: `import tensorflow` and `import keras` find supple, in this process only."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from supple._run.names import is_alias, missing, resolve


class AliasLoader(Loader):
    """Puts a module that exists already under a second name."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module

    def exec_module(self, module: ModuleType) -> None:
        """Replace the empty module that the import machinery made by the real one."""
        # The machinery asks for __path__ before it looks for anything inside a module: without one, a module that is
        # only an attribute of another one could be reached by a dot but not by an import.
        if not hasattr(self.module, "__path__"):
            self.module.__path__ = []
        sys.modules[module.__name__] = self.module


class AliasFinder(MetaPathFinder):
    """Answers for `tensorflow`, `keras` and `tf_keras`, whether they are installed or not. Stands first."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module of supple behind `fullname`."""
        return ModuleSpec(fullname, AliasLoader(resolve(fullname))) if is_alias(fullname) else None


class MissingNameFinder(MetaPathFinder):
    """Explains `from tensorflow.keras.layers import Densee`. Stands last, and finds nothing.

    Python turns the AttributeError of a module into its own 'cannot import name', without the text. Before it does, it
    looks for a submodule of that name, here under the real name of the module: the last chance to say more.
    """

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> None:
        """Raise ImportError with the nearest names for anything in supple that nobody else found."""
        owner, _, name = fullname.rpartition(".")
        if owner.partition(".")[0] == "supple":
            raise ImportError(
                f"cannot import name {name!r}: {missing(importlib.import_module(owner), name)}", name=owner
            )


def install() -> None:
    """Let this process find supple under the names of TensorFlow and Keras; a second call changes nothing."""
    if not any(isinstance(finder, AliasFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, AliasFinder())
        sys.meta_path.append(MissingNameFinder())


def uninstall() -> None:
    """Take the finders and every alias out again."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, AliasFinder | MissingNameFinder)]
    for name in [name for name in sys.modules if is_alias(name)]:
        del sys.modules[name]
