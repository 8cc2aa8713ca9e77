# SPDX-License-Identifier: Apache-2.0
"""What every server that speaks Triton's protocols must be able to do for tritonclient: 16 checks."""

import queue
from contextlib import contextmanager
from functools import partial
from typing import Iterator

import numpy as np
from tritonclient.utils import shared_memory

from checks import Checks, Server, equal
from reference import Model
from triton_clients import TIMEOUT_S, Client


def tells_its_health(client: Client, model: Model) -> None:
    states = client.is_server_live(), client.is_server_ready(), client.is_model_ready(model.name)
    equal(states, (True, True, True), "live, ready, model is ready")


def tells_its_metadata(client: Client, model: Model) -> None:
    equal(bool(client.json("get_server_metadata")["version"]), True, "has a version")
    told = client.json("get_model_metadata", model.name)
    equal(told["inputs"][0]["name"], model.input.name, "input")
    equal([output["name"] for output in told["outputs"]], [output.name for output in model.outputs], "outputs")


def tells_the_configuration(client: Client, model: Model) -> None:
    told = client.json("get_model_config", model.name)
    told = told.get("config", told)
    equal((told["name"], told["input"][0]["name"]), (model.name, model.input.name), "model and input")


def tells_statistics(client: Client, model: Model) -> None:
    (told,) = client.json("get_inference_statistics", model.name)["model_stats"]
    equal((told["name"], told["version"]), (model.name, "1"), "model and version")


def lists_the_repository(client: Client, model: Model) -> None:
    told = client.json("get_model_repository_index")
    told = told["models"] if client.is_grpc else told
    equal([entry["state"] for entry in told if entry["name"] == model.name], ["READY"], "state")


def expect(model: Model, batch: np.ndarray, result) -> None:
    model.expect(batch, {output.name: result.as_numpy(output.name) for output in model.outputs})


def infers(client: Client, model: Model, **form) -> None:
    for batch in model.batches(7):
        given = client.tensor(model.input.name, model.input.datatype, batch, **form)
        outputs = [client.module.InferRequestedOutput(output.name, **form) for output in model.outputs]
        expect(model, batch, client.infer(model.name, [given], outputs=outputs))


@contextmanager
def shared(client: Client, batch: np.ndarray) -> Iterator[str]:
    name = "essential_" + client.kind
    region = shared_memory.create_shared_memory_region(name, "/slipway_" + name, batch.nbytes)
    try:
        shared_memory.set_shared_memory_region(region, [batch])
        client.register_system_shared_memory(name, "/slipway_" + name, batch.nbytes)
        yield name
        client.unregister_system_shared_memory(name)
    finally:
        shared_memory.destroy_shared_memory_region(region)


def infers_from_shared_memory(client: Client, model: Model) -> None:
    batch = model.batches(7)[0]
    with shared(client, batch) as region:
        given = client.module.InferInput(model.input.name, batch.shape, model.input.datatype)
        given.set_shared_memory(region, batch.nbytes)
        expect(model, batch, client.infer(model.name, [given]))


def infers_in_a_stream(client: Client, model: Model) -> None:
    answers: queue.Queue = queue.Queue()
    client.start_stream(lambda result, error: answers.put((result, error)))
    for batch in model.batches(7):
        given = client.tensor(model.input.name, model.input.datatype, batch)
        client.async_stream_infer(model.name, [given])
        result, error = answers.get(timeout=TIMEOUT_S)
        equal(error, None, "error")
        expect(model, batch, result)
    client.stop_stream()


def main() -> None:
    server, checks = Server(), Checks()
    model = server.models[0]
    for kind in ("http", "grpc"):
        with Client(kind, server.http, server.grpc) as client:
            checks.run(f"{kind} health", partial(tells_its_health, client, model))
            checks.run(f"{kind} metadata", partial(tells_its_metadata, client, model))
            checks.run(f"{kind} configuration", partial(tells_the_configuration, client, model))
            checks.run(f"{kind} statistics", partial(tells_statistics, client, model))
            checks.run(f"{kind} index", partial(lists_the_repository, client, model))
            if kind == "http":
                checks.run("http json", partial(infers, client, model, binary_data=False))
                checks.run("http binary", partial(infers, client, model, binary_data=True))
            else:
                checks.run("grpc raw", partial(infers, client, model))
                checks.run("grpc stream", partial(infers_in_a_stream, client, model))
            checks.run(f"{kind} shared memory", partial(infers_from_shared_memory, client, model))
    checks.exit()


if __name__ == "__main__":
    main()
