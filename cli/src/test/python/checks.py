# SPDX-License-Identifier: Apache-2.0
"""How the check scripts report: one JSON line per check on stdout, exit status 1 if any failed."""

import argparse
import json
import sys
import traceback
from pathlib import Path
from typing import Callable

from recorder import Recorder

# Some clients print what they do, too.
_reports = sys.stdout
sys.stdout = sys.stderr


class Checks:
    """Runs checks one by one; a failed one is reported and the rest still run."""

    def __init__(self, recorder: Recorder | None = None) -> None:
        self.failures = 0
        self._recorder = recorder or Recorder()

    def run(self, name: str, check: Callable[[], None]) -> None:
        try:
            check()
            self._recorder.confirm()
            line = {"check": name, "ok": True}
        except Exception as failure:
            self._recorder.forget()
            self.failures += 1
            traceback.print_exc()
            line = {"check": name, "ok": False, "error": f"{type(failure).__name__}: {failure}"}
        print(json.dumps(line), file=_reports, flush=True)

    def exit(self) -> None:
        sys.exit(1 if self.failures else 0)


class Server:
    """The server under test, from the command line: HTTP and gRPC as HOST:PORT, the folder of the examples."""

    def __init__(self, *more: str) -> None:
        import reference  # only where there are models to compare with

        # By position: the KServe SDK reads options of its own from the same command line.
        parser = argparse.ArgumentParser()
        for argument in ("http", "grpc", "examples", *more):
            parser.add_argument(argument)
        self.arguments = parser.parse_args()
        self.http: str = self.arguments.http
        self.grpc: str = self.arguments.grpc
        examples = Path(self.arguments.examples)
        self.models = [reference.Model(examples, name) for name in reference.EXAMPLES]


def equal(actual: object, expected: object, what: str) -> None:
    if actual != expected:
        raise AssertionError(f"{what}: {actual!r} (expected: {expected!r})")


def contains(text: str | None, expected: str, what: str) -> None:
    if expected not in (text or ""):
        raise AssertionError(f"{what}: {text!r} (expected to contain {expected!r})")


def raised(kind: type[Exception], action: Callable[[], object]) -> Exception:
    """The exception of that kind that the action ends with."""
    try:
        result = action()
    except kind as failure:
        return failure
    raise AssertionError(f"no {kind.__name__}; the answer was {result!r}")
