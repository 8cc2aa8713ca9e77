# SPDX-License-Identifier: Apache-2.0
"""Sequences of requests and labels of classes by tritonclient, against accumulators and a labelled model."""

from functools import partial

import numpy as np

from checks import Checks, Server, contains, equal
from triton_clients import MODULES, TIMEOUT_S, Client, refused
from triton_inference import iris_input
from triton_streams import Stream

STREAMED = 60

# Larger than a signed integer, which is what Triton's clients have for ids over gRPC.
LARGE = {False: 2**64 - 1, True: 2**63 - 1}


def x(client: Client, value: float):
    return client.tensor("x", "FP32", np.array([[value]], np.float32))


def add(client: Client, model: str, sequence: int | str, value: float, **options) -> float:
    result = client.infer(model, [x(client, value)], sequence_id=sequence, **options)
    return result.as_numpy("total").item()


def told(client: Client, model: str, sequence: int | str, **options) -> tuple:
    result = client.infer(model, [x(client, 0)], sequence_id=sequence, **options)
    names = ("told_corrid", "told_start", "told_ready", "told_end")
    return tuple(result.as_numpy(name).item() for name in names)


def adds_up(client: Client, model: str, first: int | str, second: int | str) -> None:
    """Two sequences at a time, each with a state of its own."""
    equal(add(client, model, first, 1, sequence_start=True), 1, "first of the first")
    equal(add(client, model, second, 10, sequence_start=True), 10, "first of the second")
    equal(add(client, model, first, 2), 3, "second of the first")
    equal(add(client, model, second, 20, sequence_end=True), 30, "last of the second")
    equal(add(client, model, first, 3, sequence_end=True), 6, "last of the first")


def tells_the_model(client: Client) -> None:
    large = LARGE[client.is_grpc]
    equal(told(client, "acc", large, sequence_start=True), (large, 1, 1, False), "at the start")
    equal(told(client, "acc", large, sequence_end=True), (large, 0, 1, True), "at the end")
    equal(told(client, "texts", "a", sequence_start=True), (b"a", 1, 1, False), "a text")


def begins_anew(client: Client) -> None:
    equal(add(client, "acc", 3, 1, sequence_start=True), 1, "start")
    equal(add(client, "acc", 3, 5, sequence_start=True), 5, "start again")
    equal(add(client, "acc", 3, 5, sequence_end=True), 10, "end")


def refuses(client: Client) -> None:
    failure = refused(lambda: add(client, "acc", 4, 1), "model 'acc' has no sequence 4", "sequence_start")
    contains(failure.status(), "INVALID_ARGUMENT" if client.is_grpc else "400", "status")
    refused(lambda: add(client, "acc", 4, 1, sequence_end=True), "model 'acc' has no sequence 4")
    refused(lambda: client.infer("acc", [x(client, 1)]), "has no sequence_id")
    refused(lambda: add(client, "acc", "four", 1, sequence_start=True), "is told it as UINT64")


def describes(client: Client) -> None:
    extensions = client.json("get_server_metadata")["extensions"]
    equal({"sequence", "sequence(string_id)"} <= set(extensions), True, "extensions")
    metadata = client.json("get_model_metadata", "acc")
    equal([tensor["name"] for tensor in metadata["inputs"]], ["x"], "inputs")
    equal("state_out" in [tensor["name"] for tensor in metadata["outputs"]], False, "state")
    config = client.json("get_model_config", "acc")
    batching = config.get("config", config)["sequence_batching"]
    equal(int(batching["max_sequence_idle_microseconds"]), 5_000_000, "idle")
    equal(len(batching["control_input"]), 4, "control inputs")


def labels(client: Client) -> None:
    output = client.module.InferRequestedOutput("probabilities", class_count=2)
    result = client.infer("labelled", [iris_input(client)], outputs=[output])
    for row in result.as_numpy("probabilities"):
        for text in row:
            _, index, label = text.decode().split(":")
            equal(label, ["setosa", "versicolor", "virginica"][int(index)], "label")


def streams(client: Client, model: str, ids: list[int | str]) -> None:
    """Everything is sent ahead; the answers come in its order."""
    stream = Stream(client)
    for step in range(STREAMED):
        for sequence in ids:
            stream.send(
                model,
                x(client, ids.index(sequence) + 1),
                request_id=f"{sequence}/{step}",
                sequence_id=sequence,
                sequence_start=step == 0,
                sequence_end=step == STREAMED - 1,
            )
    for step in range(STREAMED):
        for sequence in ids:
            result, error = stream.next()
            equal(error, None, "error")
            equal(result.get_response().id, f"{sequence}/{step}", "id")
            equal(result.as_numpy("total").item(), (step + 1.0) * (ids.index(sequence) + 1), "total")
    client.stop_stream()


def streams_asynchronously(client: Client) -> None:
    async def requests():
        for step in range(STREAMED):
            yield {
                "model_name": "acc",
                "inputs": [x(client, 1)],
                "sequence_id": 21,
                "sequence_start": step == 0,
                "sequence_end": step == STREAMED - 1,
            }

    async def run() -> None:
        total = 0
        async for result, error in client.own.stream_infer(requests(), stream_timeout=TIMEOUT_S):
            equal(error, None, "error")
            total += 1
            equal(result.as_numpy("total").item(), float(total), "total")
        equal(total, STREAMED, "answers")

    client.wait(run())


def main() -> None:
    server, checks = Server(), Checks()
    for kind in MODULES:
        with Client(kind, server.http, server.grpc) as client:
            checks.run(f"{kind} integers", partial(adds_up, client, "acc", 1, 2))
            checks.run(f"{kind} texts", partial(adds_up, client, "texts", "one", "two"))
            checks.run(f"{kind} control inputs", partial(tells_the_model, client))
            checks.run(f"{kind} start again", partial(begins_anew, client))
            checks.run(f"{kind} refusals", partial(refuses, client))
            checks.run(f"{kind} descriptions", partial(describes, client))
            checks.run(f"{kind} labels", partial(labels, client))
            if kind == "grpc":
                checks.run("stream of integers", partial(streams, client, "acc", [11, 12, 13]))
                checks.run("stream of texts", partial(streams, client, "texts", ["a", "b"]))
                # more sequences than slots: those behind wait for their turn
                checks.run("stream of one sequence", partial(streams, client, "acc", [14]))
            if kind == "grpc aio":
                checks.run("asynchronous stream", partial(streams_asynchronously, client))
    checks.exit()


if __name__ == "__main__":
    main()
