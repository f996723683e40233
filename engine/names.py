"""Misspelt names: what is asked for and is not there answers with the names there are."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from pkgutil import iter_modules

_ENOUGH_NAMES = 10


def known(what: str, name: str, names: Iterable[object]) -> str:
    """The name, when it is one of those there are; `what` says what it is the name of, with its article: «la tabla».

    Raises:
        KeyError: When it is none of them: with the nearest ones, or with the first few where none is near.
    """
    valid = list(dict.fromkeys(map(str, names)))
    if name not in valid:
        raise KeyError(f"no existe {what} «{name}»; {_hint(name, valid)}")
    return name


def answer_in_package(package: str) -> None:
    """Have a package and each of its modules answer an attribute that they do not have with their public functions.

    A tool that checks names does not see this, and goes on telling misspelt ones.
    """
    modules = iter_modules(import_module(package).__path__, f"{package}.")
    for name in (package, *(each.name for each in modules if not each.ispkg)):
        module = vars(import_module(name))
        if _functions(name):
            module["__getattr__"] = partial(_missing, name)


def _missing(module: str, name: str) -> object:
    if not name.startswith("_"):
        raise AttributeError(f"{module} no tiene «{name}»; {_hint(name, _functions(module))}")
    raise AttributeError(f"module {module!r} has no attribute {name!r}")


def _functions(module: str) -> list[str]:
    """The public functions of a module: those that it lists, else those that it defines."""
    there = vars(sys.modules[module])
    listed = there.get("__all__", ())
    own = (name for name, item in there.items() if callable(item) and getattr(item, "__module__", "") == module)
    return list(listed) or [name for name in own if not name.startswith("_")]


def _hint(name: str, valid: list[str]) -> str:
    near = get_close_matches(str(name), valid, n=3, cutoff=0.6)
    if near:
        return f"¿quiso decir {' o '.join(near)}?"
    return f"las que hay: {', '.join(valid[:_ENOUGH_NAMES])}{', …' if len(valid) > _ENOUGH_NAMES else ''}"
