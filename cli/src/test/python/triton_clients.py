# SPDX-License-Identifier: Apache-2.0
"""tritonclient's four clients behind one face: the asynchronous ones are waited for."""

import asyncio
import inspect
from typing import Any

import numpy as np
import tritonclient.grpc
import tritonclient.grpc.aio
import tritonclient.http
import tritonclient.http.aio
from tritonclient.utils import InferenceServerException

from checks import raised

TIMEOUT_S = 30
MODULES = {
    "http": tritonclient.http,
    "http aio": tritonclient.http.aio,
    "grpc": tritonclient.grpc,
    "grpc aio": tritonclient.grpc.aio,
}


class Client:
    """A client of one of the four kinds. Its methods are the client's own, with their answers at once."""

    def __init__(self, kind: str, http: str, grpc: str, **options) -> None:
        self.kind = kind
        self.module = MODULES[kind]
        self.is_grpc = kind.startswith("grpc")
        self.is_aio = kind.endswith("aio")
        if kind == "http":
            options = {"connection_timeout": TIMEOUT_S, "network_timeout": TIMEOUT_S, **options}
        self._loop = asyncio.new_event_loop() if self.is_aio else None
        make = self.module.InferenceServerClient
        address = grpc if self.is_grpc else http
        if self._loop is None:
            self.own = make(address, **options)
        else:
            self.own = self._loop.run_until_complete(self._made(make, address, options))

    @staticmethod
    async def _made(make, address: str, options: dict) -> Any:
        return make(address, **options)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.own, name)

        def call(*arguments, **options):
            return self.wait(method(*arguments, **options))

        return call

    def wait(self, result: Any) -> Any:
        return self._loop.run_until_complete(result) if inspect.isawaitable(result) else result

    def json(self, name: str, *arguments, **options) -> Any:
        """What a method answers, as the values of JSON: over gRPC, 64 bit numbers are texts."""
        if self.is_grpc:
            options["as_json"] = True
        return getattr(self, name)(*arguments, **options)

    def header(self, name: str, value: str) -> dict[str, str]:
        """What shows that one may use a restricted group of endpoints."""
        return {f"triton-grpc-protocol-{name}" if self.is_grpc else name: value}

    def tensor(self, name: str, datatype: str, array: np.ndarray, **options):
        return self.module.InferInput(name, list(array.shape), datatype).set_data_from_numpy(array, **options)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_) -> None:
        self.close()
        if self._loop is not None:
            self._loop.close()


def refused(action, *expected: str) -> InferenceServerException:
    """The exception of a call that is refused with a message that contains all of these."""
    failure = raised(InferenceServerException, action)
    for part in expected:
        if part not in (failure.message() or ""):
            raise AssertionError(f"message: {failure.message()!r} (expected to contain {part!r})")
    return failure
