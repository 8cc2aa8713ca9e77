# SPDX-License-Identifier: Apache-2.0
"""Streams of tritonclient's gRPC clients, what they cancel, and how their channels are made."""

import asyncio
import queue
from functools import partial

import tritonclient.grpc
import tritonclient.grpc.aio

from checks import Checks, Server, contains, equal, raised
from triton_clients import TIMEOUT_S, Client
from triton_inference import LABELS, busy_input, infer_iris, iris_input

# About half a second of one core.
LONG = 10_000
WAITING = 5


class Stream:
    """An open stream of a client, and what it was answered."""

    def __init__(self, client: Client, **options) -> None:
        self.client = client
        self._answers: queue.Queue = queue.Queue()
        client.start_stream(lambda result, error: self._answers.put((result, error)), **options)

    def send(self, model: str, tensor, **options) -> None:
        self.client.async_stream_infer(model, [tensor], **options)

    def next(self) -> tuple:
        return self._answers.get(timeout=TIMEOUT_S)


def expect_labels(answer: tuple, request_id: str) -> None:
    result, error = answer
    equal(error, None, "error")
    equal(result.as_numpy("label").tolist(), LABELS, "labels")
    equal(result.get_response().id, request_id, "id")


def streams(client: Client) -> None:
    for options in ({}, {"compression_algorithm": "gzip"}, {"headers": {"x-a": "b"}, "stream_timeout": 20}):
        stream = Stream(client, **options)
        stream.send("iris", iris_input(client), request_id="1", enable_empty_final_response=True)
        stream.send("iris", iris_input(client), request_id="2", priority=1, parameters={"a": True})
        stream.send("iris", iris_input(client), request_id="3", sequence_id="s", sequence_start=True)
        stream.send("none", iris_input(client), request_id="4")
        stream.send("iris", iris_input(client), request_id="5", outputs=[], model_version="1")
        for request_id in ("1", "2", "3"):
            expect_labels(stream.next(), request_id)
        contains(stream.next()[1].message(), "'none'", "error")
        expect_labels(stream.next(), "5")
        client.stop_stream()


def stops_after_the_last_answer(client: Client) -> None:
    stream = Stream(client)
    for i in range(20):
        stream.send("iris", iris_input(client), request_id=str(i))
    client.stop_stream(cancel_requests=False)
    for i in range(20):
        expect_labels(stream.next(), str(i))


def ends_at_its_deadline(client: Client) -> None:
    stream = Stream(client, stream_timeout=0.2)
    stream.send("busy", busy_input(client, LONG))
    contains(stream.next()[1].status(), "DEADLINE_EXCEEDED", "status")
    client.stop_stream()


# --- what waits and is cancelled never runs


def runs(client: Client) -> int:
    """How often the model has run, once it has nothing to do."""
    client.infer("busy", [busy_input(client, 1)])
    (busy,) = client.json("get_inference_statistics", "busy")["model_stats"]
    return int(busy.get("execution_count", 0))


def occupied(client: Client):
    """Has the one worker of the model at work, and tells when that is over."""
    done: queue.Queue = queue.Queue()
    client.async_infer("busy", [busy_input(client, LONG)], lambda result, error: done.put(error))
    return lambda: equal(done.get(timeout=TIMEOUT_S), None, "error of what occupied the model")


def cancels_unary_calls(client: Client) -> None:
    before = runs(client)
    wait = occupied(client)
    errors: queue.Queue = queue.Queue()
    calls = [
        client.async_infer("busy", [busy_input(client, 1)], lambda result, error: errors.put(error))
        for _ in range(WAITING)
    ]
    for call in calls:
        call.cancel()
    for _ in calls:
        contains(errors.get(timeout=TIMEOUT_S).status(), "CANCELLED", "status")
    wait()
    equal(runs(client), before + 2, "runs")


def cancels_a_stream(client: Client) -> None:
    before = runs(client)
    wait = occupied(client)
    stream = Stream(client)
    for _ in range(WAITING):
        stream.send("busy", busy_input(client, 1))
    client.stop_stream(cancel_requests=True)
    contains(stream.next()[1].status(), "CANCELLED", "status")
    wait()
    equal(runs(client), before + 2, "runs")


# --- the asynchronous client


async def requests(client: Client, number: int):
    for i in range(number):
        yield {"model_name": "iris", "inputs": [iris_input(client)], "request_id": str(i)}


def streams_asynchronously(client: Client) -> None:
    async def run() -> None:
        i = 0
        async for answer in client.own.stream_infer(requests(client, 20), compression_algorithm="gzip"):
            expect_labels(answer, str(i))
            i += 1
        equal(i, 20, "answers")

    client.wait(run())


def cancels_asynchronously(client: Client, other: Client) -> None:
    before = runs(client)
    wait = occupied(other)

    async def never_answered():
        for _ in range(WAITING):
            yield {"model_name": "busy", "inputs": [busy_input(client, 1)]}

    async def run() -> None:
        answers = client.own.stream_infer(never_answered())
        task = asyncio.ensure_future(anext(answers))
        unary = asyncio.ensure_future(client.own.infer("busy", [busy_input(client, 1)]))
        await asyncio.sleep(0.05)  # lets them be sent; sooner, they would not even be that
        equal(answers.cancel(), True, "cancelled")
        unary.cancel()
        equal(isinstance((await asyncio.gather(task, return_exceptions=True))[0], BaseException), True, "ends")
        equal(
            isinstance((await asyncio.gather(unary, return_exceptions=True))[0], asyncio.CancelledError),
            True,
            "unary call ends",
        )

    client.wait(run())
    wait()
    equal(runs(client), before + 2, "runs")


# --- channels


def makes_channels(server: Server, kind: str) -> None:
    options = tritonclient.grpc.KeepAliveOptions(
        keepalive_time_ms=100,
        keepalive_timeout_ms=5_000,
        keepalive_permit_without_calls=True,
        http2_max_pings_without_data=0,
    )
    arguments = [("grpc.lb_policy_name", "pick_first"), ("grpc.primary_user_agent", "conformance")]
    for made in (
        {"keepalive_options": options},
        {"channel_args": arguments},
        {"channel_args": []},
    ):
        with Client(kind, server.http, server.grpc, **made) as client:
            infer_iris(client)


def check(checks: Checks, server: Server) -> None:
    with Client("grpc", server.http, server.grpc) as client:
        checks.run("grpc stream", partial(streams, client))
        checks.run("grpc stop_stream", partial(stops_after_the_last_answer, client))
        checks.run("grpc stream_timeout", partial(ends_at_its_deadline, client))
        checks.run("grpc cancelled calls", partial(cancels_unary_calls, client))
        checks.run("grpc cancelled stream", partial(cancels_a_stream, client))
        with Client("grpc aio", server.http, server.grpc) as aio:
            checks.run("grpc aio stream", partial(streams_asynchronously, aio))
            checks.run("grpc aio cancelled", partial(cancels_asynchronously, aio, client))
    for kind in ("grpc", "grpc aio"):
        checks.run(f"{kind} channels", partial(makes_channels, server, kind))
