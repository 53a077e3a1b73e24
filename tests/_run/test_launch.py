"""A program under the launcher sees what it would see under Python."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile

import pytest

from supple._run import launch

SELF_PORTRAIT = """
import json, sys
print(json.dumps({
    "name": __name__, "file": __file__, "argv": sys.argv, "path": sys.path[0], "package": __package__,
    "main": sys.modules["__main__"].__dict__ is globals(), "spec": __spec__ and __spec__.name,
}))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch, process):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "portrait.py").write_text(SELF_PORTRAIT)
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(SELF_PORTRAIT)
    (package / "part.py").write_text(SELF_PORTRAIT)
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("__main__.py", SELF_PORTRAIT)
    (tmp_path / "link.py").symlink_to(tmp_path / "package" / "part.py")
    return tmp_path


@pytest.mark.parametrize(
    ("target", "as_module"),
    [
        ("portrait.py", False),
        ("package/part.py", False),
        ("link.py", False),
        ("package", False),
        ("archive.zip", False),
        ("portrait", True),
        ("package", True),
        ("package.part", True),
    ],
)
def test_a_program_sees_what_python_would_show_it(folder, capsys, target, as_module):
    arguments = ["--help", "-m", "x", "-"]
    assert launch.run(target, arguments, as_module=as_module) == 0
    ours = json.loads(capsys.readouterr().out)
    command = [sys.executable, *(["-m"] if as_module else []), target, *arguments]
    plain = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    theirs = json.loads(plain.stdout)
    if target in {"package", "archive.zip"} and not as_module:
        theirs["file"] = str(folder / theirs["file"])
    assert ours == theirs


def test_imports_beside_the_script_work(folder):
    (folder / "helper.py").write_text("import tensorflow as tf\nvalue = tf.constant(3)")
    (folder / "main.py").write_text("from helper import value\nassert int(value) == 3")
    assert launch.run("main.py", []) == 0


def test_a_traceback_shows_the_program_only(folder, capsys):
    (folder / "fails.py").write_text(
        "def f():\n    raise ValueError('boom')\ntry:\n    f()\nexcept ValueError as e:\n    {}[e]"
    )
    assert launch.run("fails.py", []) == 1
    plain = subprocess.run([sys.executable, "fails.py"], capture_output=True, text=True)
    shown = capsys.readouterr().err
    assert shown.splitlines()[-1].startswith("KeyError: ValueError('boom')")
    assert shown == plain.stderr


def test_a_failing_import_shows_the_line_of_the_program(folder, capsys):
    (folder / "fails.py").write_text("import os\nfrom tensorflow.keras.layers import Densee\n")
    assert launch.run("fails.py", []) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if line.strip(" ^")]
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == f'  File "{folder / "fails.py"}", line 2, in <module>'
    assert lines[-1].startswith("ImportError: cannot import name 'Densee'")
    assert len(lines) == 4


def test_a_syntax_error_is_shown_as_python_shows_it(folder, capsys):
    (folder / "broken.py").write_text("def f(:\n")
    assert launch.run("broken.py", []) == 1
    plain = subprocess.run([sys.executable, "broken.py"], capture_output=True, text=True)
    assert capsys.readouterr().err == plain.stderr


def test_the_programs_own_excepthook_is_used(folder, capsys, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    (folder / "hook.py").write_text(
        "import sys\nsys.excepthook = lambda kind, *_: print('hooked', kind.__name__)\n1 / 0"
    )
    assert launch.run("hook.py", []) == 1
    assert capsys.readouterr().out == "hooked ZeroDivisionError\n"


@pytest.mark.parametrize(("ending", "code"), [("exit(7)", 7), ("exit()", None), ("exit('why')", "why")])
def test_exit_codes_pass_through(folder, ending, code):
    (folder / "ends.py").write_text(f"import sys\nsys.{ending}")
    with pytest.raises(SystemExit) as caught:
        launch.run("ends.py", [])
    assert caught.value.code == code


def test_ctrl_c_ends_with_the_code_of_a_shell(folder, capsys):
    (folder / "stopped.py").write_text("raise KeyboardInterrupt")
    assert launch.run("stopped.py", []) == 130
    assert capsys.readouterr().err.endswith("KeyboardInterrupt\n")


@pytest.mark.parametrize(
    ("target", "as_module", "code", "message"),
    [
        ("nothing.py", False, 2, r"can't open file '.*nothing\.py': No such file"),
        ("nothing", True, 1, "no module named 'nothing'"),
        ("empty", False, 1, "can't find '__main__' module in 'empty'"),
    ],
)
def test_a_program_that_is_not_there_is_named(folder, target, as_module, code, message):
    (folder / "empty").mkdir()
    with pytest.raises(launch.CannotStartError, match=message) as caught:
        launch.run(target, [], as_module=as_module)
    assert caught.value.code == code
