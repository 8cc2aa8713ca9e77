# SPDX-License-Identifier: Apache-2.0
"""Headers that tritonclient sends, for each method that takes some.

The server lets nobody use any group of endpoints who does not send the header of that group. So a
method that loses its headers, or the header of a plugin, is refused.
"""

import asyncio
import base64
import inspect
import queue
from functools import partial

import grpc
import numpy as np
import tritonclient.http.auth

from checks import Checks, Server, contains, equal, raised
from triton_clients import MODULES, TIMEOUT_S, Client

KEY = "authorization"
USER, PASSWORD = "alice", "secret"
VALUE = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
# streams are asked with the headers of start_stream, or of stream_infer
STREAMS = ("start_stream", "stream_infer")


def arguments(client: Client, method: str) -> tuple:
    flowers = [client.tensor("X", "FP32", np.ones((1, 4), np.float32))]
    return {
        "async_infer": ("iris", flowers, *((lambda result, error: None,) if client.is_grpc else ())),
        "get_model_config": ("iris",),
        "get_model_metadata": ("iris",),
        "infer": ("iris", flowers),
        "is_model_ready": ("iris",),
        "load_model": ("none",),
        "register_cuda_shared_memory": ("region", b"aGFuZGxl", 0, 1),
        "register_system_shared_memory": ("region", "/none", 1),
        "unload_model": ("none",),
        "update_log_settings": ({"log_verbose_level": 0},),
        "update_trace_settings": (None, {"trace_level": ["OFF"]}),
    }.get(method, ())


def methods(client: Client) -> list[str]:
    return [
        name
        for name, method in inspect.getmembers(client.own, callable)
        if not name.startswith("_") and name not in STREAMS and "headers" in inspect.signature(method).parameters
    ]


def answer(client: Client, method: str, **options):
    """Whether it was let in: a check of health says no, and everything else is an exception."""
    try:
        result = getattr(client, method)(*arguments(client, method), **options)
        if method == "async_infer" and not client.is_grpc:
            result.get_result()
        return result is not False
    except Exception as failure:
        is_refusal = "PERMISSION_DENIED" in str(failure) or "[403]" in str(failure)
        return not is_refusal


def sends_headers(client: Client) -> None:
    found = methods(client)
    equal(len(found) > 20, True, f"methods with headers: {found}")
    for method in found:
        if method == "async_infer" and client.is_grpc:
            continue  # its answer comes by a callback, see below
        equal(answer(client, method), False, f"{method} without the header")
        equal(answer(client, method, headers=client.header(KEY, VALUE)), True, f"{method} with the header")


def sends_headers_of_plugins(client: Client) -> None:
    module = client.module

    class Plugin(module.InferenceServerClientPlugin):
        def __call__(self, request) -> None:
            request.headers.update(client.header(KEY, VALUE))

    plugin = Plugin() if client.is_grpc else tritonclient.http.auth.BasicAuth(USER, PASSWORD)
    client.register_plugin(plugin)
    for method in methods(client):
        if method != "async_infer" or not client.is_grpc:
            equal(answer(client, method), True, f"{method} with the plugin's header")
    client.unregister_plugin()
    equal(answer(client, "is_server_live"), False, "without the plugin")


def streams_with_headers(client: Client) -> None:
    answers: queue.Queue = queue.Queue()

    def take(result, error) -> None:
        answers.put((result, error))

    client.start_stream(take)
    contains(answers.get(timeout=TIMEOUT_S)[1].status(), "PERMISSION_DENIED", "status without")
    client.stop_stream()
    client.async_infer("iris", arguments(client, "infer")[1], take)
    contains(answers.get(timeout=TIMEOUT_S)[1].status(), "PERMISSION_DENIED", "status without")

    headers = client.header(KEY, VALUE)
    client.start_stream(take, headers=headers)
    client.async_stream_infer(*arguments(client, "infer"))
    client.stop_stream()
    client.async_infer("iris", arguments(client, "infer")[1], take, headers=headers)
    for _ in range(2):
        result, error = answers.get(timeout=TIMEOUT_S)
        equal((error, result.as_numpy("label").shape), (None, (1,)), "answer")


def streams_asynchronously_with_headers(client: Client) -> None:
    async def requests():
        model, inputs = arguments(client, "infer")
        yield {"model_name": model, "inputs": inputs}

    async def run(messages, headers: dict) -> list:
        return [pair async for pair in client.own.stream_infer(messages, headers=headers)]

    ((result, error),) = client.wait(run(requests(), client.header(KEY, VALUE)))
    equal((error, result.as_numpy("label").shape), (None, (1,)), "answer")

    async def refused() -> None:
        over = asyncio.Event()

        # A message that meets the refusal on its way lets gRPC's client report a fault of its own instead.
        async def nothing():
            await over.wait()
            for message in ():
                yield message

        try:
            await run(nothing(), {})
        finally:
            over.set()

    failure = raised(grpc.RpcError, lambda: client.wait(refused()))
    equal(failure.code(), grpc.StatusCode.PERMISSION_DENIED, "status without")


def main() -> None:
    server, checks = Server(), Checks()
    for kind in MODULES:
        with Client(kind, server.http, server.grpc) as client:
            checks.run(f"{kind} headers", partial(sends_headers, client))
            checks.run(f"{kind} headers of a plugin", partial(sends_headers_of_plugins, client))
            if kind == "grpc":
                checks.run("grpc headers of streams", partial(streams_with_headers, client))
            if kind == "grpc aio":
                checks.run("grpc aio headers of streams", partial(streams_asynchronously_with_headers, client))
    checks.exit()


if __name__ == "__main__":
    main()
