# SPDX-License-Identifier: Apache-2.0
"""Requests that run together, sent at once by tritonclient: each has its own values and its own error."""

import asyncio
import queue
from functools import partial

import numpy as np
from tritonclient.utils import InferenceServerException

from checks import Checks, Server, contains, equal
from triton_clients import MODULES, TIMEOUT_S, Client

AT_ONCE = 32
ATTEMPTS = 25

# The model picks one of these by the index.
TABLE = [0.5, 1.5, 2.5]
BAD_INDEX = 9


def request(client: Client, length: int, index: int) -> list:
    return [
        client.tensor("x", "FP32", np.arange(length, dtype=np.float32).reshape(1, length)),
        client.tensor("index", "INT64", np.array([index], np.int64)),
    ]


def send(client: Client, model: str, requests: list[list]) -> list:
    """The results of all of them, an exception for each that failed."""
    if client.is_aio:
        calls = (client.own.infer(model, each) for each in requests)

        async def gather() -> list:
            return await asyncio.gather(*calls, return_exceptions=True)

        return client.wait(gather())
    if client.is_grpc:
        answers: queue.Queue = queue.Queue()
        for place, each in enumerate(requests):
            client.own.async_infer(model, each, partial(told, answers, place))
        results = dict(answers.get(timeout=TIMEOUT_S) for _ in requests)
        return [results[place] for place in range(len(requests))]
    pending = [client.own.async_infer(model, each) for each in requests]
    return [result_of(each) for each in pending]


def told(answers: queue.Queue, place: int, result, error) -> None:
    answers.put((place, error or result))


def result_of(pending):
    try:
        return pending.get_result(timeout=TIMEOUT_S)
    except InferenceServerException as failure:
        return failure


def executions(client: Client, model: str) -> tuple[int, int]:
    statistics = client.json("get_inference_statistics", model)["model_stats"][0]
    return int(statistics["inference_count"]), int(statistics["execution_count"])


def runs_together(client: Client, model: str, lengths: list[int], met: set) -> None:
    """Whether requests meet is up to the client and the machine: they are sent until some have, or often enough."""
    for _ in range(ATTEMPTS):
        before = executions(client, model)
        results = send(client, model, [request(client, n, i % 3) for i, n in enumerate(lengths)])
        for i, length in enumerate(lengths):
            doubled = np.arange(length, dtype=np.float32).reshape(1, length) * 2
            np.testing.assert_array_equal(results[i].as_numpy("doubled"), doubled)
            equal(results[i].as_numpy("picked").item(), TABLE[i % 3], "picked")
        after = executions(client, model)
        equal(after[0] - before[0], len(lengths), "inferences")
        if after[1] - before[1] < len(lengths) and any(r.as_numpy("rows").item() > 1 for r in results):
            met.add((client.is_grpc, model))
            return


def have_met(met: set, is_grpc: bool) -> None:
    """Of the clients that send many at once, the quicker one does it, however quick the model is."""
    for model in ("equal", "unequal"):
        equal((is_grpc, model) in met, True, f"requests for {model} met")


def fails_alone(client: Client) -> None:
    indexes = [BAD_INDEX if i % 8 == 0 else 1 for i in range(AT_ONCE)]
    for index, result in zip(indexes, send(client, "equal", [request(client, 4, i) for i in indexes])):
        if index == BAD_INDEX:
            equal(isinstance(result, InferenceServerException), True, "a bad request fails")
            contains(result.status(), "INVALID_ARGUMENT" if client.is_grpc else "400", "status")
        else:
            equal(result.as_numpy("picked").item(), TABLE[1], "picked")


def main() -> None:
    server, checks = Server(), Checks()
    met: set = set()
    for kind in MODULES:
        options = {"concurrency": AT_ONCE} if kind == "http" else {}
        with Client(kind, server.http, server.grpc, **options) as client:
            checks.run(f"{kind} equal", partial(runs_together, client, "equal", [4] * AT_ONCE, met))
            unequal = [1 + i % 7 for i in range(AT_ONCE)]
            checks.run(f"{kind} unequal", partial(runs_together, client, "unequal", unequal, met))
            checks.run(f"{kind} bad requests", partial(fails_alone, client))
    checks.run("http met", partial(have_met, met, False))
    checks.run("grpc met", partial(have_met, met, True))
    checks.exit()


if __name__ == "__main__":
    main()
