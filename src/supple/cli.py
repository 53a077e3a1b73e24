"""The command line: run a TensorFlow or Keras program unchanged, scan one, look at the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from supple._run import doctor as _doctor, launch, scan as _scan

app = typer.Typer(
    name="supple",
    help="Keras subclassing on PyTorch, with the source unchanged.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# Everything behind the script belongs to the script, also what looks like an option.
PASS_THROUGH = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@app.command(context_settings=PASS_THROUGH)
def run(
    program: Annotated[
        list[str], typer.Argument(metavar="SCRIPT|-m MODULE", help="What follows belongs to the program.")
    ],
) -> None:
    """Run a TensorFlow or Keras program as it is: tensorflow, keras and tf_keras resolve to supple."""
    as_module = program[0].startswith("-m")
    if as_module:
        # -m name, or -mname
        program = [program[0][2:], *program[1:]] if len(program[0]) > 2 else program[1:]
    if not program or program[0].startswith("-"):
        raise typer.BadParameter(f"expected a script or -m and a module, received {' '.join(program) or '-m alone'}")
    try:
        code = launch.run(program[0], program[1:], as_module=as_module)
    except launch.CannotStartError as error:
        typer.echo(f"supple run: {error}", err=True)
        raise typer.Exit(error.code) from None
    raise typer.Exit(code)


@app.command()
def scan(script: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """List the TensorFlow and Keras names that SCRIPT uses and supple lacks, without running it."""
    found = _scan.uses(script.read_text(encoding="utf-8"), str(script))
    lacking = 0
    for use in found:
        if reason := _scan.problem(use.name):
            lacking += 1
            typer.echo(f"{script}:{use.line}: {use.name}: {reason}")
    typer.echo(f"{script}: uses {len(found)} names of TensorFlow and Keras, supple lacks {lacking}")
    raise typer.Exit(1 if lacking else 0)


@app.command()
def doctor() -> None:
    """Show versions, threads and devices."""
    for topic, finding in _doctor.findings():
        typer.echo(f"{topic:14}{finding}")


def main() -> None:
    """Entry point of the `supple` command."""
    app(prog_name="supple")
