# SPDX-License-Identifier: Apache-2.0
"""Which public methods of a library the checks have called."""

import functools
import inspect
import sys
from pathlib import Path
from types import ModuleType
from typing import Callable

HERE = str(Path(__file__).parent)


class Recorder:
    """Puts itself in front of the public methods of classes, and of the functions of modules.

    Only calls from the scripts of this folder count, not those that a library makes of its own, and
    only those of checks that passed.
    """

    def __init__(self) -> None:
        self._known: list[str] = []
        self._called: set[str] = set()
        self._pending: set[str] = set()

    def watch(self, owner: type | ModuleType, name: str) -> None:
        names = [n for n, value in inspect.getmembers(owner) if not n.startswith("_")]
        for attribute in names:
            value = inspect.getattr_static(owner, attribute)
            if inspect.ismodule(owner):
                if inspect.isfunction(value) and value.__module__ == owner.__name__:
                    setattr(owner, attribute, self._counting(value, f"{name}.{attribute}"))
            elif isinstance(value, (staticmethod, classmethod)):
                counting = self._counting(value.__func__, f"{name}.{attribute}")
                setattr(owner, attribute, type(value)(counting))
            elif isinstance(value, property):
                getter = self._counting(value.fget, f"{name}.{attribute}")
                setattr(owner, attribute, property(getter, value.fset, value.fdel))
            elif inspect.isfunction(value):
                setattr(owner, attribute, self._counting(value, f"{name}.{attribute}"))

    def watch_classes(self, module: ModuleType, name: str, package: str) -> None:
        """The public classes of a module that come from that package, once; of a base, what is derived."""
        for class_name, kind in inspect.getmembers(module, inspect.isclass):
            if class_name.startswith("_") or not kind.__module__.startswith(package):
                continue
            derived = any(
                other is not kind and issubclass(other, kind) and not issubclass(kind, Exception)
                for _, other in inspect.getmembers(module, inspect.isclass)
            )
            if "_watched" not in vars(kind) and not derived:
                self.watch(kind, f"{name}.{class_name}")
                kind._watched = True

    def _counting(self, function: Callable, name: str) -> Callable:
        self._known.append(name)

        @functools.wraps(function)
        def call(*arguments, **options):
            if sys._getframe(1).f_code.co_filename.startswith(HERE):
                self._pending.add(name)
            return function(*arguments, **options)

        return call

    def confirm(self) -> None:
        """The check that called them passed."""
        self._called |= self._pending
        self._pending.clear()

    def forget(self) -> None:
        """The check that called them failed."""
        self._pending.clear()

    def expect_all_called(self) -> None:
        """Fails with the names of those that no check has called."""
        missing = [name for name in self._known if name not in self._called]
        if missing or not self._known:
            raise AssertionError(f"{len(missing)} of {len(self._known)} not exercised: {missing}")
