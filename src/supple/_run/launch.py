"""Running a script or a module as Python itself would: its own `__main__`, arguments, path, traceback and exit code."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Final

from supple._run.finder import install

OWN_FOLDER: Final = str(Path(__file__).parent)
INTERRUPTED: Final = 130
"""The exit code of a shell for a program that Ctrl-C ended."""


class CannotStartError(Exception):
    """There is no program of that name; carries the exit code that Python uses for it."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Program:
    """Compiled code and what its `__main__` module must know about itself."""

    code: CodeType
    file: str
    argv0: str
    spec: ModuleSpec | None = None


def run(target: str, arguments: Sequence[str], *, as_module: bool = False) -> int:
    """Run a file, a folder or archive with a `__main__.py`, or a module; return the exit code.

    SystemExit passes through. Any other exception is shown as Python shows it, without the frames of the launcher.
    """
    install()
    sys.argv = [target, *arguments]
    try:
        program = _module(target) if as_module else _file(target)
        sys.argv[0] = program.argv0
        main = sys.modules["__main__"] = _main_module(program)
        exec(program.code, main.__dict__)  # noqa: S102 - running the user's program is the purpose
    except (SystemExit, CannotStartError):
        raise
    except BaseException as error:  # noqa: BLE001 - this is the top of the program
        _report(error)
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _file(target: str) -> Program:
    path = Path(target)
    # Folders and archives go on sys.path themselves, as a script's folder does.
    if path.is_dir() or path.suffix in {".zip", ".pyz"}:
        _set_first_path(str(path.resolve()))
        spec = PathFinder.find_spec("__main__", [str(path.resolve())])
        if spec is None:
            raise CannotStartError(f"can't find '__main__' module in {target!r}", 1)
        return _from_spec(spec, target)
    try:
        source = path.read_bytes()
    except OSError as error:
        raise CannotStartError(f"can't open file {str(path.absolute())!r}: {error.strerror}", 2) from error
    _set_first_path(str(path.resolve().parent))
    file = os.path.abspath(target)  # noqa: PTH100 - Python does not resolve symbolic links here, Path.resolve does
    return Program(compile(source, file, "exec", dont_inherit=True), file, target)


def _module(name: str) -> Program:
    _set_first_path(str(Path.cwd()))
    spec = importlib.util.find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(f"{name}.__main__")
    if spec is None:
        raise CannotStartError(f"no module named {name!r}, or a package without a '__main__' module", 1)
    return _from_spec(spec, spec.origin or name)


def _from_spec(spec: ModuleSpec, argv0: str) -> Program:
    get_code = getattr(spec.loader, "get_code", None)
    code = get_code(spec.name) if get_code else None
    if code is None:
        raise CannotStartError(f"{spec.name!r} at {spec.origin} holds no Python code", 1)
    return Program(code, spec.origin or code.co_filename, argv0, spec)


def _main_module(program: Program) -> ModuleType:
    """A new `__main__` that knows where it comes from."""
    main = ModuleType("__main__")
    main.__file__ = program.file
    main.__spec__ = program.spec
    main.__loader__ = program.spec.loader if program.spec else SourceFileLoader("__main__", program.file)
    main.__package__ = program.spec.parent if program.spec else None
    main.__dict__["__builtins__"] = sys.modules["builtins"]
    return main


def _set_first_path(entry: str) -> None:
    """Put the program's folder where the launcher's own entry stands; with -P (safe path) there is none."""
    if not sys.flags.safe_path:
        sys.path[0] = entry


def _report(error: BaseException) -> None:
    """Show the error through sys.excepthook, which the program may have replaced."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    for link in waiting:
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            link.__traceback__ = without_own_frames(link.__traceback__)
            waiting += [link.__cause__, link.__context__]
    sys.excepthook(type(error), error, error.__traceback__)


def without_own_frames(traceback: TracebackType | None) -> TracebackType | None:
    """The traceback without the frames of this folder and of the import machinery that called into it."""
    frames = []
    while traceback is not None:
        frames.append(traceback)
        traceback = traceback.tb_next
    kept = [entry for entry in frames if not _is_own(entry.tb_frame.f_code.co_filename)]
    first = None
    for entry in reversed(kept):
        entry.tb_next = first
        first = entry
    return first


def _is_own(filename: str) -> bool:
    return filename.startswith((OWN_FOLDER, "<frozen importlib", "<frozen zipimport"))
