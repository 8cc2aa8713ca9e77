# SPDX-License-Identifier: Apache-2.0
"""tritonclient.grpc against a running server."""

from functools import partial

import numpy as np
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

from checks import Checks, Server, contains, equal, raised
from reference import BATCH_SIZES, Model

TIMEOUT_S = 30


def infer(client, model: Model, batch: np.ndarray, **options) -> triton.InferResult:
    tensor = triton.InferInput(model.input.name, batch.shape, model.input.datatype)
    tensor.set_data_from_numpy(batch)
    return client.infer(model.name, [tensor], client_timeout=TIMEOUT_S, **options)


def infers(client, model: Model, size: int) -> None:
    for batch in model.batches(size):
        result = infer(client, model, batch)
        names = [output.name for output in result.get_response().outputs]
        model.expect(batch, {name: result.as_numpy(name) for name in names})


def echoes_request_id(client, model: Model) -> None:
    result = infer(client, model, model.batches(1)[0], request_id="request-17")
    equal(result.get_response().id, "request-17", "id")


def answers_only_the_requested_output(client, model: Model) -> None:
    batch = model.batches(2)[0]
    last = model.outputs[-1].name
    result = infer(client, model, batch, outputs=[triton.InferRequestedOutput(last)])
    equal([output.name for output in result.get_response().outputs], [last], "outputs")
    equal(result.as_numpy(last).tobytes(), model.answer(batch)[last].tobytes(), last)


def is_live_and_ready(client) -> None:
    equal(client.is_server_live(client_timeout=TIMEOUT_S), True, "live")
    equal(client.is_server_ready(client_timeout=TIMEOUT_S), True, "ready")


def model_is_ready(client, model: Model) -> None:
    equal(client.is_model_ready(model.name, client_timeout=TIMEOUT_S), True, "ready")
    equal(client.is_model_ready(model.name, "1", client_timeout=TIMEOUT_S), True, "version 1 ready")


def tells_server_metadata(client) -> None:
    metadata = client.get_server_metadata(client_timeout=TIMEOUT_S)
    equal(bool(metadata.name), True, "name is given")
    equal(bool(metadata.version), True, "version is given")


def tells_model_metadata(client, model: Model) -> None:
    metadata = client.get_model_metadata(model.name, client_timeout=TIMEOUT_S)
    equal(metadata.name, model.name, "name")
    equal(list(metadata.versions), ["1"], "versions")
    for what, actual, expected in (
        ("inputs", metadata.inputs, [model.input]),
        ("outputs", metadata.outputs, model.outputs),
    ):
        tensors = [(tensor.name, tensor.datatype, tuple(tensor.shape)) for tensor in actual]
        equal(tensors, [(tensor.name, tensor.datatype, tensor.shape) for tensor in expected], what)


def refuses(client, status: str, naming: str, model: str, name: str, shape: list[int], datatype: str) -> None:
    """A request of zeros with this one tensor is refused with the status and a message naming what."""
    tensor = triton.InferInput(name, shape, datatype)
    tensor.set_data_from_numpy(np.zeros(shape, {"FP32": np.float32, "FP64": np.float64}[datatype]))
    failure = raised(
        InferenceServerException, partial(client.infer, model, [tensor], client_timeout=TIMEOUT_S)
    )
    equal(failure.status(), f"StatusCode.{status}", "status")
    contains(failure.message(), naming, "message")


def main() -> None:
    server, checks = Server(), Checks()
    with triton.InferenceServerClient(server.grpc) as client:
        checks.run("server is live and ready", partial(is_live_and_ready, client))
        checks.run("server metadata", partial(tells_server_metadata, client))
        for model in server.models:
            checks.run(f"{model.name} is ready", partial(model_is_ready, client, model))
            checks.run(f"{model.name} metadata", partial(tells_model_metadata, client, model))
            for size in BATCH_SIZES:
                checks.run(f"{model.name} batch {size}", partial(infers, client, model, size))
            checks.run(f"{model.name} request id", partial(echoes_request_id, client, model))
            checks.run(f"{model.name} one output", partial(answers_only_the_requested_output, client, model))
        bad = partial(refuses, client)
        invalid = partial(bad, "INVALID_ARGUMENT")
        checks.run(
            "unknown model",
            partial(bad, "NOT_FOUND", "no-such-model", "no-such-model", "image", [1, 1, 8, 8], "FP32"),
        )
        checks.run(
            "wrong tensor name", partial(invalid, "picture", "digits", "picture", [1, 1, 8, 8], "FP32")
        )
        checks.run("wrong shape", partial(invalid, "image", "digits", "image", [1, 1, 8, 9], "FP32"))
        checks.run("wrong rank", partial(invalid, "image", "digits", "image", [1, 64], "FP32"))
        checks.run("wrong datatype", partial(invalid, "image", "digits", "image", [1, 1, 8, 8], "FP64"))
        checks.run("answers after bad requests", partial(infers, client, server.models[-1], 1))
    checks.exit()


if __name__ == "__main__":
    main()
