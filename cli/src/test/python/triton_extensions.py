# SPDX-License-Identifier: Apache-2.0
"""The protocol's extensions as tritonclient uses them, over HTTP and over gRPC."""

import gzip
import http.client
import json
from contextlib import contextmanager
from functools import partial
from types import ModuleType

import numpy as np
import tritonclient.grpc
import tritonclient.http
from tritonclient.utils import InferenceServerException
from tritonclient.utils import shared_memory

from checks import Checks, Server, contains, equal, raised
from reference import Model

CLIENTS = {"http": tritonclient.http, "grpc": tritonclient.grpc}
TIMEOUT_S = 30


def connect(server: Server, protocol: str):
    if protocol == "http":
        return tritonclient.http.InferenceServerClient(
            server.http, connection_timeout=TIMEOUT_S, network_timeout=TIMEOUT_S
        )
    return tritonclient.grpc.InferenceServerClient(server.grpc)


def tensor(client: ModuleType, model: Model, batch: np.ndarray):
    result = client.InferInput(model.input.name, batch.shape, model.input.datatype)
    result.set_data_from_numpy(batch)
    return result


# --- compression


def packs(server: Server, model: Model, request: str | None, response: str | None) -> None:
    batch = model.batches(64)[0]
    with connect(server, "http") as client:
        result = client.infer(
            model.name,
            [tensor(tritonclient.http, model, batch)],
            request_compression_algorithm=request,
            response_compression_algorithm=response,
        )
    model.expect(batch, {output.name: result.as_numpy(output.name) for output in model.outputs})


def packs_large_json(server: Server, model: Model) -> None:
    """The bytes on the wire, which tritonclient unpacks before anybody sees them."""
    batch = np.concatenate([model.batches(64)[0]] * 8)
    body = json.dumps(
        {
            "inputs": [
                {
                    "name": model.input.name,
                    "shape": list(batch.shape),
                    "datatype": "FP32",
                    "data": batch.ravel().tolist(),
                }
            ]
        }
    ).encode()
    plain = post(server, model, body, {"Content-Type": "application/json"})
    packed = post(
        server,
        model,
        gzip.compress(body),
        {"Content-Encoding": "gzip", "Accept-Encoding": "gzip;q=1.0, deflate;q=0.5"},
    )
    equal(packed.getheader("Content-Encoding"), "gzip", "Content-Encoding")
    equal(gzip.decompress(packed.body), plain.body, "unpacked answer")
    equal(len(packed.body) * 2 < len(plain.body), True, "fewer bytes")


def post(server: Server, model: Model, body: bytes, headers: dict[str, str]):
    connection = http.client.HTTPConnection(server.http, timeout=TIMEOUT_S)
    try:
        connection.request("POST", f"/v2/models/{model.name}/infer", body, headers)
        answer = connection.getresponse()
        answer.body = answer.read()
        return answer
    finally:
        connection.close()


# --- raw binary


def takes_a_raw_tensor(server: Server, model: Model) -> None:
    batch = model.batches(7)[0]
    answer = post(
        server,
        model,
        batch.tobytes(),
        {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": "0"},
    )
    equal(answer.status, 200, f"status ({answer.body[:200]!r})")
    result = tritonclient.http.InferenceServerClient.parse_response_body(
        answer.body, header_length=int(answer.getheader("Inference-Header-Content-Length"))
    )
    model.expect(batch, {output.name: result.as_numpy(output.name) for output in model.outputs})


# --- classification


def classifies(server: Server, model: Model, protocol: str) -> None:
    client = CLIENTS[protocol]
    batch = model.batches(7)[0]
    output = model.outputs[-1].name
    with connect(server, protocol) as connection:
        result = connection.infer(
            model.name,
            [tensor(client, model, batch)],
            outputs=[client.InferRequestedOutput(output, class_count=2)],
        )
    scores = model.answer(batch)[output].reshape(len(batch), -1)
    for row, classes in zip(scores, result.as_numpy(output), strict=True):
        best = np.argsort(-row, kind="stable")[:2]
        equal(
            [text.decode() for text in classes],
            [f"{row[index]:.6f}:{index}" for index in best],
            "classes",
        )


# --- schedule policy


def keeps_the_timeout(server: Server, model: Model, protocol: str) -> None:
    client = CLIENTS[protocol]
    batch = model.batches(1)[0]
    with connect(server, protocol) as connection:
        result = connection.infer(
            model.name, [tensor(client, model, batch)], priority=1, timeout=20_000_000
        )
        equal(result.as_numpy(model.outputs[0].name) is not None, True, "answer")
        failure = raised(
            InferenceServerException,
            lambda: [
                connection.infer(model.name, [tensor(client, model, batch)], timeout=1)
                for _ in range(20)
            ],
        )
    contains(failure.message(), "deadline", "message")


# --- system shared memory


@contextmanager
def region(connection, name: str, byte_size: int):
    key = f"/slipway_{name}"
    handle = shared_memory.create_shared_memory_region(name, key, byte_size)
    try:
        connection.register_system_shared_memory(name, key, byte_size)
        yield handle
    finally:
        connection.unregister_system_shared_memory(name)
        shared_memory.destroy_shared_memory_region(handle)


def passes_tensors_in_shared_memory(server: Server, model: Model, protocol: str) -> None:
    client = CLIENTS[protocol]
    batch = model.batches(7)[0]
    expected = model.answer(batch)
    sizes = {name: answer.nbytes for name, answer in expected.items()}
    with connect(server, protocol) as connection:
        with region(connection, f"{protocol}_in", batch.nbytes + 64) as given:
            shared_memory.set_shared_memory_region(given, [batch], offset=64)
            source = client.InferInput(model.input.name, batch.shape, model.input.datatype)
            source.set_shared_memory(f"{protocol}_in", batch.nbytes, offset=64)
            with region(connection, f"{protocol}_out", sum(sizes.values())) as answered:
                wanted, places, offset = [], {}, 0
                for name, size in sizes.items():
                    output = client.InferRequestedOutput(name)
                    output.set_shared_memory(f"{protocol}_out", size, offset=offset)
                    wanted.append(output)
                    places[name] = offset
                    offset += size
                result = connection.infer(model.name, [source], outputs=wanted)
                for name, answer in expected.items():
                    told = result.get_output(name)
                    equal(told is not None, True, f"{name} is told of")
                    actual = shared_memory.get_contents_as_numpy(
                        answered, answer.dtype, answer.shape, offset=places[name]
                    )
                    equal(actual.tobytes(), answer.tobytes(), name)


def mixes_shared_memory_and_messages(server: Server, model: Model, protocol: str) -> None:
    client = CLIENTS[protocol]
    batch = model.batches(2)[0]
    with connect(server, protocol) as connection:
        with region(connection, f"{protocol}_mixed", batch.nbytes) as given:
            shared_memory.set_shared_memory_region(given, [batch])
            source = client.InferInput(model.input.name, batch.shape, model.input.datatype)
            source.set_shared_memory(f"{protocol}_mixed", batch.nbytes)
            result = connection.infer(model.name, [source])
    model.expect(batch, {output.name: result.as_numpy(output.name) for output in model.outputs})


def tells_and_forgets_regions(server: Server, protocol: str) -> None:
    with connect(server, protocol) as connection:
        with region(connection, f"{protocol}_status", 100):
            for status in (
                connection.get_system_shared_memory_status(),
                connection.get_system_shared_memory_status(region_name=f"{protocol}_status"),
            ):
                if protocol == "http":
                    (told,) = status
                    equal(
                        told,
                        {
                            "name": "http_status",
                            "key": "/slipway_http_status",
                            "offset": 0,
                            "byte_size": 100,
                        },
                        "region",
                    )
                else:
                    equal(list(status.regions), ["grpc_status"], "regions")
                    told = status.regions["grpc_status"]
                    equal((told.name, told.key), ("grpc_status", "/slipway_grpc_status"), "region")
                    equal((told.offset, told.byte_size), (0, 100), "place")
            connection.unregister_system_shared_memory()
            rest = connection.get_system_shared_memory_status()
            equal(len(rest if protocol == "http" else rest.regions), 0, "regions left")
        failure = raised(
            InferenceServerException,
            lambda: connection.register_system_shared_memory("none", "/slipway_no_such_object", 8),
        )
        contains(failure.message(), "/slipway_no_such_object", "message")


def refuses_cuda_memory(server: Server, protocol: str) -> None:
    status = {"http": "501", "grpc": "StatusCode.UNIMPLEMENTED"}[protocol]
    with connect(server, protocol) as connection:
        for action in (
            connection.get_cuda_shared_memory_status,
            partial(connection.unregister_cuda_shared_memory, "c"),
            partial(connection.register_cuda_shared_memory, "c", b"AAAA", 0, 8),
        ):
            failure = raised(InferenceServerException, action)
            equal(failure.status(), status, "status")
            contains(failure.message(), "CUDA", "message")


def main() -> None:
    server, checks = Server(), Checks()
    for request in (None, "gzip", "deflate"):
        for response in (None, "gzip", "deflate"):
            checks.run(
                f"compression {request} {response}",
                partial(packs, server, server.models[-1], request, response),
            )
    checks.run("compression on the wire", partial(packs_large_json, server, server.models[-1]))
    for model in server.models:
        checks.run(f"{model.name} raw binary", partial(takes_a_raw_tensor, server, model))
    for protocol in CLIENTS:
        for model in server.models:
            checks.run(
                f"{model.name} {protocol} classes", partial(classifies, server, model, protocol)
            )
            checks.run(
                f"{model.name} {protocol} shared memory",
                partial(passes_tensors_in_shared_memory, server, model, protocol),
            )
            checks.run(
                f"{model.name} {protocol} input in shared memory",
                partial(mixes_shared_memory_and_messages, server, model, protocol),
            )
        checks.run(
            f"{protocol} timeout", partial(keeps_the_timeout, server, server.models[-1], protocol)
        )
        checks.run(f"{protocol} regions", partial(tells_and_forgets_regions, server, protocol))
        checks.run(f"{protocol} cuda memory", partial(refuses_cuda_memory, server, protocol))
    checks.exit()


if __name__ == "__main__":
    main()
