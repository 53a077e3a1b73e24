"""A process that answers to the names of TensorFlow for the length of one test."""

from __future__ import annotations

import sys

import pytest

from supple._run import finder


@pytest.fixture
def aliases():
    finder.install()
    yield
    finder.uninstall()


@pytest.fixture
def process(monkeypatch, tmp_path):
    """Lets a test run a program in this process: what that changes is put back, and what it imports is forgotten."""
    monkeypatch.setattr(sys, "argv", ["supple"])
    monkeypatch.setattr(sys, "path", ["launcher folder", *sys.path])
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    yield
    finder.uninstall()
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            del sys.modules[name]
