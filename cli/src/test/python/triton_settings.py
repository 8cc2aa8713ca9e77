# SPDX-License-Identifier: Apache-2.0
"""Log and trace settings by tritonclient's http, grpc and both aio clients, and the trace file that comes of them."""

import asyncio
import inspect
import json
import time
from pathlib import Path

import numpy as np
import tritonclient.grpc as triton_grpc
import tritonclient.grpc.aio as triton_grpc_aio
import tritonclient.http as triton_http
import tritonclient.http.aio as triton_http_aio
from tritonclient.utils import InferenceServerException

from checks import Checks, Server, contains, equal

MODULES = {
    "http": triton_http,
    "grpc": triton_grpc,
    "http aio": triton_http_aio,
    "grpc aio": triton_grpc_aio,
}


async def ask(method, *arguments, **options):
    """What a client's method answers, whether it is one to be awaited or not."""
    answer = method(*arguments, **options)
    return await answer if inspect.isawaitable(answer) else answer


def plain(answer) -> dict[str, object]:
    """Settings of HTTP and gRPC in one form: flags, numbers, texts and lists."""
    if isinstance(answer, dict):
        return answer
    settings = {}
    for name, value in answer.settings.items():
        if hasattr(value, "value"):
            settings[name] = list(value.value) if name == "trace_level" else value.value[0]
        else:
            settings[name] = getattr(value, value.WhichOneof("parameter_choice"))
    return settings


async def refused(method, text: str, **options) -> None:
    try:
        answer = await ask(method, **options)
    except InferenceServerException as failure:
        contains(failure.message(), text, "message")
        contains(failure.status(), "400" if failure.status().isdigit() else "INVALID_ARGUMENT", "status")
        return
    raise AssertionError(f"it was answered: {answer}")


async def log_settings(client, _module, _trace_file: str) -> None:
    before = plain(await ask(client.get_log_settings))
    equal(before["log_file"], "", "log_file")
    equal(before["log_info"], True, "log_info")
    wanted = {"log_info": False, "log_verbose_level": 2, "log_format": "ISO8601"}
    equal(plain(await ask(client.update_log_settings, settings=wanted)), before | wanted, "after")
    equal(plain(await ask(client.get_log_settings)), before | wanted, "read again")
    await refused(client.update_log_settings, "log_file: '/tmp/other'", settings={"log_file": "/tmp/other"})
    await refused(client.update_log_settings, "log_format: 'iso'", settings={"log_format": "iso"})
    back = {name: before[name] for name in wanted}
    equal(plain(await ask(client.update_log_settings, settings=back)), before, "at the end")


async def trace_settings(client, _module, trace_file: str) -> None:
    beginning = {
        "trace_level": ["OFF"],
        "trace_rate": "1000",
        "trace_count": "-1",
        "log_frequency": "0",
        "trace_file": trace_file,
        "trace_mode": "triton",
    }
    equal(plain(await ask(client.get_trace_settings)), beginning, "of all models")
    equal(plain(await ask(client.get_trace_settings, "iris")), beginning, "of one")
    own = {"trace_rate": "12", "log_frequency": "34"}
    update = client.update_trace_settings
    equal(plain(await ask(update, "iris", settings=own)), beginning | own, "one is changed")
    every = {"trace_rate": "56", "trace_count": "78", "trace_level": ["TIMESTAMPS", "TENSORS"]}
    equal(plain(await ask(update, settings=every)), beginning | every, "all are changed")
    equal(plain(await ask(client.get_trace_settings, "iris")), beginning | every | own, "one follows")
    cleared = {"trace_rate": None, "trace_count": None, "trace_level": None}
    equal(plain(await ask(update, settings=cleared)), beginning, "all begin again")
    cleared = {"trace_rate": None, "log_frequency": None}
    equal(plain(await ask(update, "iris", settings=cleared)), beginning, "one as all")
    await refused(update, "trace_file: ", settings={"trace_file": "/tmp/other"})
    await refused(update, "trace_level: 'ALL'", settings={"trace_level": ["ALL"]})
    try:
        answer = await ask(client.get_trace_settings, "no-such-model")
    except InferenceServerException as failure:
        contains(failure.message(), "no-such-model", "message")
        return
    raise AssertionError(f"no-such-model has settings: {answer}")


async def traces_a_request(client, module, trace_file: str, kind: str) -> None:
    settings = {"trace_level": ["TIMESTAMPS", "TENSORS"], "trace_rate": "1", "trace_count": "1"}
    await ask(client.update_trace_settings, settings=settings)
    tensor = module.InferInput("X", [1, 4], "FP32")
    tensor.set_data_from_numpy(np.array([[5.1, 3.5, 1.4, 0.2]], np.float32))
    for _ in range(2):  # one more than there are to be
        await ask(client.infer, "iris", [tensor], request_id=kind)
    clear = {"trace_level": None, "trace_rate": None, "trace_count": None}
    equal(plain(await ask(client.update_trace_settings, settings=clear))["trace_count"], "-1", "count")
    elements = trace_of(trace_file, kind)
    equal([each["model_name"] for each in elements if "model_name" in each], ["iris"], "traces")
    points = [each["timestamps"][0]["name"] for each in elements if "timestamps" in each]
    protocol = "HTTP_RECV_END" if kind.startswith("http") else "GRPC_WAITREAD_END"
    equal(points[:3], [protocol, "REQUEST_START", "QUEUE_START"], "first points")
    for point in ("COMPUTE_START", "COMPUTE_INPUT_END", "COMPUTE_OUTPUT_START", "COMPUTE_END", "REQUEST_END"):
        equal(points.count(point), 1, point)
    tensors = {each["tensor"]["name"]: each for each in elements if "tensor" in each}
    equal(tensors["X"]["activity"], "TENSOR_QUEUE_INPUT", "activity")
    equal(tensors["X"]["tensor"]["shape"], "1,4", "shape")
    equal(tensors["X"]["tensor"]["dtype"], "FP32", "dtype")
    values = np.fromstring(tensors["X"]["tensor"]["data"], np.float32, sep=",")
    equal(values.tolist(), np.array([5.1, 3.5, 1.4, 0.2], np.float32).tolist(), "data")
    equal(len([each for each in tensors.values() if each["activity"] == "TENSOR_BACKEND_OUTPUT"]), 2, "outputs")


def trace_of(trace_file: str, request_id: str) -> list[dict]:
    """The elements of the trace of that request; it is written beside the answer."""
    for _ in range(500):
        if Path(trace_file).exists():
            try:
                elements = json.loads(Path(trace_file).read_text())
            except json.JSONDecodeError:  # just being written
                elements = []
            ids = {each["id"] for each in elements if each.get("request_id") == request_id}
            if ids:
                return [each for each in elements if each["id"] in ids]
        time.sleep(0.02)
    raise AssertionError(f"no trace of {request_id} in {trace_file}")


async def with_client(kind: str, server: Server, check, *more) -> None:
    client = MODULES[kind].InferenceServerClient(server.http if kind.startswith("http") else server.grpc)
    try:
        await check(client, MODULES[kind], server.arguments.trace_file, *more)
    finally:
        await ask(client.close)


def main() -> None:
    server = Server("trace_file")
    checks = Checks()
    for kind in MODULES:
        for name, check, more in (
            ("log settings", log_settings, ()),
            ("trace settings", trace_settings, ()),
            ("trace", traces_a_request, (kind,)),
        ):
            checks.run(f"{kind} {name}", lambda c=check, k=kind, m=more: asyncio.run(with_client(k, server, c, *m)))
    checks.exit()


if __name__ == "__main__":
    main()
