"""From the names in a file to classes and functions: the only places that loading looks in.

These are, in order: what the caller of the load passed and the open scopes; what was registered under exactly the
name in the file; supple's closed tables, for names of Keras' own modules; classes that the program has defined.
Functions come from the first three. Nothing is imported because a file says so.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Final

from supple.errors import SavingError
from supple.keras._layer import registry

_PASSED: Final[ContextVar[dict[str, Any] | None]] = ContextVar("custom_objects_of_this_load", default=None)
_KERAS_ROOTS: Final = ("keras", "tf_keras", "tensorflow", "supple")


class custom_objects_in_reach:
    """Context of one load: the names that its caller passed."""

    def __init__(self, objects: dict[str, Any] | None) -> None:
        if objects is not None and not isinstance(objects, dict):
            raise SavingError(f"custom_objects: expected a dict of name -> class or function, got {objects!r}")
        self._objects = {**(_PASSED.get() or {}), **(objects or {})}

    def __enter__(self) -> None:
        self._token = _PASSED.set(self._objects)

    def __exit__(self, *_: object) -> None:
        _PASSED.reset(self._token)


def find_class(form: dict[str, Any]) -> Any:
    """The class that a form names; SavingError with what to do if it is not known."""
    name, module, registered = _names(form)
    found = _given(name, registered)
    if found is None and registered is not None and ">" in registered:
        found = registry.get_custom_objects().get(registered)
    if found is None and _is_of_keras(module, registered):
        found = _in_tables(name, module, of_classes=True)
    if found is None:
        found = registry.get_custom_objects().get(f"Custom>{name}") or registry.get_custom_objects().get(name)
    if found is None:
        found = registry.defined_class(name, module)
    if found is None and module is None:
        found = _in_tables(name, module, of_classes=True)
    if found is None:
        raise SavingError(_unknown_class(name, module))
    if not isinstance(found, type) or not hasattr(found, "from_config"):
        raise SavingError(f"class {name!r} of module {module!r}: expected a class with from_config, got {found!r}")
    return found


def find_function(form: dict[str, Any]) -> Any:
    """The function that a form names; SavingError with what to do if it is not known."""
    name, module, registered = _names({**form, "class_name": form["config"]})
    found = _given(name, registered)
    if found is None and registered is not None:
        found = registry.get_custom_objects().get(registered)
    if found is None:
        found = registry.get_custom_objects().get(f"Custom>{name}") or registry.get_custom_objects().get(name)
    if found is None and (module is None or module.split(".", 1)[0] in ("builtins", *_KERAS_ROOTS)):
        found = _in_tables(name, module, of_classes=False)
    if found is None or not callable(found):
        raise SavingError(
            f"function {name!r} of module {module!r} is not known in this program; decorate it with "
            f"@keras.saving.register_keras_serializable() or pass custom_objects={{{name!r}: {name}}}"
        )
    return found


def find_given(form: dict[str, Any], name: str) -> Any:
    """What the caller passed or registered for an enum or dataclass, or None."""
    registered = form.get("registered_name")
    registered = registered if isinstance(registered, str) else None
    found = _given(name, registered)
    return found if found is not None or registered is None else registry.get_custom_objects().get(registered)


def _names(form: dict[str, Any]) -> tuple[str, str | None, str | None]:
    name, module, registered = form.get("class_name"), form.get("module"), form.get("registered_name")
    if not isinstance(name, str) or not name.isidentifier():
        raise SavingError(f"class_name: expected the name of a class or function, got {name!r:.80}")
    for key, value in (("module", module), ("registered_name", registered)):
        if value is not None and not isinstance(value, str):
            raise SavingError(f"{name}: {key}: expected a string or null, got {value!r:.80}")
    return name, module, registered


def _given(name: str, registered: str | None) -> Any:
    passed = _PASSED.get() or {}
    for key in (registered, name):
        if key is not None:
            found = passed[key] if key in passed else registry.find_in_scopes(key)
            if found is not None:
                return found
    return None


def _is_of_keras(module: str | None, registered: str | None) -> bool:
    if module is None:
        # Keras writes no module for classes of a script, but their names as registered.
        return registered is None
    return module.split(".", 1)[0] in _KERAS_ROOTS


def _in_tables(name: str, module: str | None, of_classes: bool) -> Any:
    """The entry of a closed table: that of the module if there is one, else the first.

    Older and torch-backed Keras names inner modules (`keras.src.losses.losses`), so the kind is looked for among
    the parts of the name: losses and metrics share several class names.
    """
    parts = set() if module is None else set(module.split("."))

    def is_of_module(table: registry.Table) -> bool:
        return table.module != module and table.module.rpartition(".")[2] not in parts

    for table in sorted(registry.TABLES.values(), key=is_of_module):
        found = table.entries.get(name)
        if found is not None and isinstance(found, type) is of_classes:
            return found
    return None


def _unknown_class(name: str, module: str | None) -> str:
    known = registry.defined_names()
    hint = registry.nearest(name, known)
    if module is None or module == "__main__":
        how = "it was defined in a script or notebook: define or import it before loading,"
    elif module.split(".", 1)[0] in _KERAS_ROOTS:
        how = "supple lacks it so far: define it,"
    else:
        how = f"import it before loading (`from {module} import {name}`)"
    return (
        f"class {name!r} of module {module!r} is not known in this program; {how} "
        f"or pass custom_objects={{{name!r}: {name}}}{hint}"
    )
