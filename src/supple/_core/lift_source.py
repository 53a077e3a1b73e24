"""The source of the wrappers that the lift writes, compiled once for all ops that differ in names only."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any, Final, Protocol

TENSOR, OPTIONAL, MANY = "Array", "Array | None", "Sequence[Array]"
KINDS: Final = (TENSOR, OPTIONAL, MANY)
"""How a parameter is annotated that takes tensors."""


class OpFacts(Protocol):
    """What the source depends on."""

    parameters: list[inspect.Parameter]
    kinds: dict[str, str]
    join: tuple[str, ...]
    judged: tuple[str, ...]
    takes: str
    returns: str


def parameters_of(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """What `inspect.signature` would find in a plain function, in a tenth of its time: this runs for every op at import."""
    code, notes, empty = function.__code__, function.__annotations__, inspect.Parameter.empty
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    given = function.__defaults__ or ()
    defaults = dict(zip(names[code.co_argcount - len(given) : code.co_argcount], given, strict=True))
    defaults |= function.__kwdefaults__ or {}
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [
        inspect.Parameter(
            name, kinds[place >= code.co_argcount], default=defaults.get(name, empty), annotation=notes.get(name, empty)
        )
        for place, name in enumerate(names)
    ]


_SCALAR_CODE: Final = """\
    kind = {y}.__class__
    if kind is float or kind is int:
        try:
            t_{x} = {x}._t
        except AttributeError:
            return slow({arguments})
        if t_{x}.is_floating_point(){or_ints}:
            try:
                result = function(t_{x}, {y})
            except torch_errors as error:
                fail(error, (t_{x}, {y}))
            if result.requires_grad:
                return record(result)
            out = new(Tensor)
            out._t = result
            return out
        return slow({arguments})
"""
_OR_INTS: Final = " or (kind is int and t_{x}.dtype in plain_ints and -2147483648 <= {y} <= 2147483647)"


class Plan:
    """The part of an op that its wrapper's source depends on, with `a0`, `a1`, .. for the names of its arguments."""

    def __init__(self, spec: OpFacts) -> None:
        known = {p.name: p.name if p.kind is p.KEYWORD_ONLY else f"a{i}" for i, p in enumerate(spec.parameters)}
        self.names = list(known.values())
        self.parameters = [p.replace(name=known[p.name]) for p in spec.parameters]
        self.kinds = {known[name]: kind for name, kind in spec.kinds.items()}
        self.join = tuple(known[name] for name in spec.join)
        self.judged = tuple(known[name] for name in spec.judged)
        self.takes = spec.takes
        self.returns = spec.returns


def source_of(spec: Plan) -> str:
    """The source of the wrapper, the same for all ops whose signatures differ in names and defaults only."""
    names = spec.names
    pieces = []
    for p in spec.parameters:
        if p.kind is p.KEYWORD_ONLY and "*" not in pieces:
            pieces.append("*")
        pieces.append(p.name if p.default is p.empty else f"{p.name}=None")
    call = ", ".join(
        (f"{p.name}=" if p.kind is p.KEYWORD_ONLY else "") + (f"t_{p.name}" if p.name in spec.kinds else p.name)
        for p in spec.parameters
    )
    arguments = ", ".join(names)
    raws = ", ".join(f"t_{n}" if n in spec.kinds else n for n in names)
    lines = [f"def op({', '.join(pieces)}):"]
    if len(names) == 2 and spec.join == tuple(names) and spec.takes != "bools":
        or_ints = "" if spec.takes == "floats" else _OR_INTS.format(x=names[0], y=names[1])
        lines.append(_SCALAR_CODE.format(x=names[0], y=names[1], arguments=arguments, or_ints=or_ints).rstrip("\n"))
    if spec.kinds:
        lines.append("    try:")
        for name, kind in spec.kinds.items():
            if kind == TENSOR:
                lines.append(f"        t_{name} = {name}._t")
            elif kind == OPTIONAL:
                lines.append(f"        t_{name} = None if {name} is None else {name}._t")
            else:
                lines.append(f"        t_{name} = [each._t for each in {name}]")
        # A number in the place of a list cannot be iterated over.
        unfit = "(AttributeError, TypeError)" if MANY in spec.kinds.values() else "AttributeError"
        lines += [f"    except {unfit}:", f"        return slow({arguments})"]
    lines += _checks(spec, f"return slow({arguments})")
    lines += [
        "    try:",
        f"        result = function({call})",
        "    except torch_errors as error:",
        f"        fail(error, ({raws},))" if raws else "        fail(error, ())",
    ]
    if spec.returns == TENSOR:
        lines += [
            "    if result.requires_grad:",
            "        return record(result)",
            "    out = new(Tensor)",
            "    out._t = result",
            "    return out",
        ]
    else:
        lines.append("    return rewrap(result)")
    return "\n".join(lines) + "\n"


def _checks(spec: Plan, otherwise: str) -> list[str]:
    """Lines that leave for the slow path if the unwrapped arguments differ in dtype, or have one that is not taken."""
    lines = []
    same = [n for n in spec.join if spec.kinds[n] == TENSOR]
    if same and (len(spec.join) > 1 or spec.takes):
        lines.append(f"    held = t_{same[0]}.dtype")
        parts = [f"t_{n}.dtype is not held" for n in same[1:]]
        parts += [f"(t_{n} is not None and t_{n}.dtype is not held)" for n in spec.join if spec.kinds[n] == OPTIONAL]
        parts += ["held is truth"] if spec.takes == "numbers" else ["held not in taken"] if spec.takes else []
        if parts:
            lines += [f"    if {' or '.join(parts)}:", f"        {otherwise}"]
    elif spec.judged:
        test = "is truth" if spec.takes == "numbers" else "not in taken"
        lines += [f"    if t_{spec.judged[0]}.dtype {test}:", f"        {otherwise}"]
    for many in (n for n in spec.join if spec.kinds[n] == MANY):
        lines += [
            f"    held = t_{many}[0].dtype if t_{many} else None",
            f"    for each in t_{many}:",
            "        if each.dtype is not held:",
            f"            {otherwise}",
        ]
    return lines


@cache
def compiled(source: str) -> CodeType:
    """The wrapper's code; compiling is most of what lifting costs, and many ops share a signature."""
    scope: dict[str, Any] = {}
    # The source is made of this module's own text and the names in a signature of supple, of nothing a user wrote.
    exec(compile(source, "<op>", "exec"), scope)  # noqa: S102 - see above
    code: CodeType = scope["op"].__code__
    return code
