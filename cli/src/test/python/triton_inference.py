# SPDX-License-Identifier: Apache-2.0
"""What tritonclient's infer() and async_infer() can be told, and bodies of one's own."""

import contextlib
import http.client
import io
import json
import threading
from functools import partial

import numpy as np
import tritonclient.grpc.auth
import tritonclient.http.auth
from grpc.experimental import insecure_channel_credentials

from checks import Checks, Server, contains, equal, raised
from triton_clients import TIMEOUT_S, Client, refused

FLOWERS = np.array([[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]], np.float32)
LABELS = [0, 2]


def iris_input(client: Client):
    return client.tensor("X", "FP32", FLOWERS)


def infer_iris(client: Client, **options):
    result = client.infer("iris", [iris_input(client)], **options)
    equal(result.as_numpy("label").tolist(), LABELS, "labels")
    return result


def busy_input(client: Client, steps: int):
    return client.tensor("steps", "INT64", np.array([steps]))


def response(client: Client, result) -> dict:
    return result.get_response(as_json=True) if client.is_grpc else result.get_response()


# --- arguments of infer()


def names_the_request_and_the_version(client: Client) -> None:
    answer = response(client, infer_iris(client, request_id="request-17", model_version="1"))
    equal((answer["id"], answer["model_name"], answer["model_version"]), ("request-17", "iris", "1"), "names")
    refused(partial(infer_iris, client, model_version="9"), "no version '9'")


def asks_for_outputs(client: Client) -> None:
    probabilities = client.module.InferRequestedOutput("probabilities")
    equal(probabilities.name(), "probabilities", "name")
    result = client.infer("iris", [iris_input(client)], outputs=[probabilities])
    equal(result.as_numpy("probabilities").argmax(axis=1).tolist(), LABELS, "labels")
    equal(result.as_numpy("label"), None, "what was not asked for")
    equal(result.get_output("label"), None, "what was not asked for")
    classes = client.module.InferRequestedOutput("probabilities", class_count=2)
    result = client.infer("iris", [iris_input(client)], outputs=[classes])
    best = [row[0].decode().split(":")[1] for row in result.as_numpy("probabilities")]
    equal(best, [str(label) for label in LABELS], "classes")
    equal(result.as_numpy("probabilities").shape, (2, 2), "shape of the classes")


def takes_parameters(client: Client) -> None:
    infer_iris(client, parameters={"text": "a", "number": 1, "truth": True, "real": 0.5})
    infer_iris(client, priority=1, timeout=20_000_000)
    refused(partial(infer_iris, client, parameters={"priority": 1}), "reserved")
    failure = refused(partial(client.infer, "busy", [busy_input(client, 20_000)], timeout=1_000), "deadline")
    contains(failure.status(), "DEADLINE_EXCEEDED" if client.is_grpc else "504", "status")


def takes_sequences(client: Client) -> None:
    """A model without state answers each request of a sequence as any other."""
    for sequence in (7, "seven"):
        infer_iris(client, sequence_id=sequence, sequence_start=True)
        infer_iris(client, sequence_id=sequence)
        infer_iris(client, sequence_id=sequence, sequence_end=True)


def takes_headers(client: Client) -> None:
    infer_iris(client, headers={"x-request-id": "17"})
    if client.is_grpc:
        infer_iris(client, client_timeout=TIMEOUT_S)
        busy = partial(client.infer, "busy", [busy_input(client, 20_000)], client_timeout=0.05)
        contains(refused(busy).status(), "DEADLINE_EXCEEDED", "status")
    else:
        infer_iris(client, query_params={"who": "me", "what": ["a", 1]})


def packs(client: Client) -> None:
    for algorithm in ("gzip", "deflate", None):
        if client.is_grpc:
            infer_iris(client, compression_algorithm=algorithm)
        else:
            infer_iris(
                client,
                request_compression_algorithm=algorithm,
                response_compression_algorithm=algorithm,
            )


# --- clients made otherwise


def makes_clients(server: Server, kind: str) -> None:
    options = {
        "http": {"concurrency": 4, "max_greenlets": 2},
        "http aio": {"conn_limit": 2, "conn_timeout": 20},
        "grpc": {"creds": insecure_channel_credentials()},
        "grpc aio": {"creds": insecure_channel_credentials()},
    }[kind]
    with Client(kind, server.http, server.grpc, **options) as client:
        infer_iris(client)
        if kind == "http":
            later = [client.async_infer("iris", [iris_input(client)]) for _ in range(50)]
            for request in later:
                equal(request.get_result().as_numpy("label").tolist(), LABELS, "labels")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), Client(kind, server.http, server.grpc, verbose=True) as client:
        infer_iris(client)
    contains(printed.getvalue(), "iris", "what verbose prints")


# --- plugins


def adds_headers_by_plugins(client: Client) -> None:
    auth = tritonclient.grpc.auth if client.is_grpc else tritonclient.http.auth
    seen = []

    class Plugin(client.module.InferenceServerClientPlugin):
        def __call__(self, request) -> None:
            seen.append(request.headers)
            request.headers["x-plugin"] = "yes"

    plugin = Plugin()
    client.register_plugin(plugin)
    equal(client.plugin(), plugin, "plugin")
    refused(partial(client.register_plugin, plugin), "already registered")
    infer_iris(client)
    equal(seen[0]["x-plugin"], "yes", "header")
    client.unregister_plugin()
    equal(client.plugin(), None, "plugin")
    refused(client.unregister_plugin, "No plugin")
    # a server that asks nobody who he is minds no credentials
    client.register_plugin(auth.BasicAuth("alice", "secret"))
    infer_iris(client)
    client.unregister_plugin()


# --- bodies of one's own, over HTTP


def makes_and_reads_bodies(client: Client) -> None:
    kind = client.module.InferenceServerClient
    label = client.module.InferRequestedOutput("label", binary_data=False)
    body, json_size = kind.generate_request_body([iris_input(client)], outputs=[label], request_id="own")
    equal(json.loads(body[:json_size])["id"], "own", "id")
    connection = http.client.HTTPConnection(client.own._url[7:] if client.is_aio else address(client))
    try:
        headers = {"Inference-Header-Content-Length": str(json_size)}
        connection.request("POST", "/v2/models/iris/infer", body, headers)
        answer = connection.getresponse()
        data, size = answer.read(), answer.getheader("Inference-Header-Content-Length")
    finally:
        connection.close()
    header_length = None if size is None else int(size)
    for read in (kind.parse_response_body, client.module.InferResult.from_response_body):
        result = read(data, header_length=header_length)
        equal(result.as_numpy("label").tolist(), LABELS, "labels")
        equal(result.get_output("label")["data"], LABELS, "data")


def address(client: Client) -> str:
    return f"{client.own._parsed_url.host}:{client.own._parsed_url.port}"


# --- async_infer()


def infers_asynchronously(client: Client) -> None:
    """Those that are waited for have infer() instead."""
    if client.is_grpc:
        answers, done = [], threading.Event()

        def take(result, error) -> None:
            answers.append((result, error))
            done.set()

        client.async_infer("iris", [iris_input(client)], take, request_id="later")
        equal(done.wait(TIMEOUT_S), True, "answered")
        ((result, error),) = answers
        equal(error, None, "error")
    else:
        requests = [client.async_infer("iris", [iris_input(client)], request_id="later") for _ in range(3)]
        result = [request.get_result(block=True, timeout=TIMEOUT_S) for request in requests][-1]
        late = client.async_infer("busy", [busy_input(client, 4_000)])
        refused(partial(late.get_result, timeout=0.01), "failed to obtain")
        late.get_result()
    equal(result.as_numpy("label").tolist(), LABELS, "labels")
    equal(response(client, result)["id"], "later", "id")


def tells_of_failures(client: Client) -> None:
    failure = refused(partial(client.infer, "none", [iris_input(client)]), "'none'")
    contains(failure.status(), "NOT_FOUND" if client.is_grpc else "404", "status")
    contains(str(failure), failure.status(), "text")
    equal(failure.debug_details() is not None, client.is_grpc, "has details of the channel")


def check(checks: Checks, client: Client) -> None:
    kind = client.kind
    checks.run(f"{kind} id and version", partial(names_the_request_and_the_version, client))
    checks.run(f"{kind} outputs", partial(asks_for_outputs, client))
    checks.run(f"{kind} parameters", partial(takes_parameters, client))
    checks.run(f"{kind} sequences", partial(takes_sequences, client))
    checks.run(f"{kind} headers", partial(takes_headers, client))
    checks.run(f"{kind} compression", partial(packs, client))
    checks.run(f"{kind} plugins", partial(adds_headers_by_plugins, client))
    checks.run(f"{kind} failures", partial(tells_of_failures, client))
    if not client.is_grpc:
        checks.run(f"{kind} bodies", partial(makes_and_reads_bodies, client))
    if not client.is_aio:
        checks.run(f"{kind} async_infer", partial(infers_asynchronously, client))
