"""The examples in the engine's docstrings run and are right."""

import doctest
import importlib
import pkgutil

import pytest

import musubi_engine

# Tours are left to their own tests: their example would compile all kernels once more.
MODULES = [m.name for m in pkgutil.walk_packages(musubi_engine.__path__, "musubi_engine.") if ".itinerary" not in m.name and "__main__" not in m.name]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_right(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
