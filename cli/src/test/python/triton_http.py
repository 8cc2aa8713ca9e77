# SPDX-License-Identifier: Apache-2.0
"""tritonclient.http against a running server, tensors as JSON and as binary."""

from functools import partial

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

from checks import Checks, Server, contains, equal, raised
from reference import BATCH_SIZES, Model


def infer(client, model: Model, binary: bool, batch: np.ndarray, **options) -> triton.InferResult:
    tensor = triton.InferInput(model.input.name, batch.shape, model.input.datatype)
    tensor.set_data_from_numpy(batch, binary_data=binary)
    wanted = [triton.InferRequestedOutput(output.name, binary_data=binary) for output in model.outputs]
    return client.infer(model.name, [tensor], outputs=wanted, **options)


def infers(client, model: Model, binary: bool, size: int) -> None:
    for batch in model.batches(size):
        result = infer(client, model, binary, batch)
        equal([output["name"] for output in result.get_response()["outputs"]], names(model), "outputs")
        model.expect(batch, {name: result.as_numpy(name) for name in names(model)})


def names(model: Model) -> list[str]:
    return [output.name for output in model.outputs]


def echoes_request_id(client, model: Model) -> None:
    result = infer(client, model, True, model.batches(1)[0], request_id="request-17")
    equal(result.get_response()["id"], "request-17", "id")


def answers_only_the_requested_output(client, model: Model) -> None:
    batch = model.batches(2)[0]
    last = model.outputs[-1].name
    tensor = triton.InferInput(model.input.name, batch.shape, model.input.datatype)
    tensor.set_data_from_numpy(batch)
    result = client.infer(model.name, [tensor], outputs=[triton.InferRequestedOutput(last)])
    equal([output["name"] for output in result.get_response()["outputs"]], [last], "outputs")
    equal(result.as_numpy(last).tobytes(), model.answer(batch)[last].tobytes(), last)


def is_live_and_ready(client) -> None:
    equal(client.is_server_live(), True, "live")
    equal(client.is_server_ready(), True, "ready")


def model_is_ready(client, model: Model) -> None:
    equal(client.is_model_ready(model.name), True, "ready")
    equal(client.is_model_ready(model.name, "1"), True, "version 1 ready")


def unknown_model_is_not_ready(client) -> None:
    equal(client.is_model_ready("no-such-model"), False, "ready")


def tells_server_metadata(client) -> None:
    metadata = client.get_server_metadata()
    for key in ("name", "version"):
        equal(bool(metadata[key]), True, f"{key} is given")
    equal("binary_tensor_data" in metadata["extensions"], True, "extension binary_tensor_data")


def tells_model_metadata(client, model: Model) -> None:
    metadata = client.get_model_metadata(model.name)
    equal(metadata["name"], model.name, "name")
    equal(metadata["versions"], ["1"], "versions")
    for key, expected in (("inputs", [model.input]), ("outputs", model.outputs)):
        tensors = [(tensor["name"], tensor["datatype"], tuple(tensor["shape"])) for tensor in metadata[key]]
        equal(tensors, [(tensor.name, tensor.datatype, tensor.shape) for tensor in expected], key)


def refuses(client, status: str, naming: str, model: str, name: str, shape: list[int], datatype: str) -> None:
    """A request of zeros with this one tensor is refused with the status and a message naming what."""
    dtype = {"FP32": np.float32, "FP64": np.float64}[datatype]
    for binary in (False, True):
        tensor = triton.InferInput(name, shape, datatype)
        tensor.set_data_from_numpy(np.zeros(shape, dtype), binary_data=binary)
        failure = raised(InferenceServerException, partial(client.infer, model, [tensor]))
        equal(failure.status(), status, "status")
        contains(failure.message(), naming, "message")


def main() -> None:
    server, checks = Server(), Checks()
    with triton.InferenceServerClient(server.http, connection_timeout=10, network_timeout=30) as client:
        checks.run("server is live and ready", partial(is_live_and_ready, client))
        checks.run("server metadata", partial(tells_server_metadata, client))
        for model in server.models:
            checks.run(f"{model.name} is ready", partial(model_is_ready, client, model))
            checks.run(f"{model.name} metadata", partial(tells_model_metadata, client, model))
            for kind, binary in (("json", False), ("binary", True)):
                for size in BATCH_SIZES:
                    checks.run(
                        f"{model.name} {kind} batch {size}", partial(infers, client, model, binary, size)
                    )
            checks.run(f"{model.name} request id", partial(echoes_request_id, client, model))
            checks.run(f"{model.name} one output", partial(answers_only_the_requested_output, client, model))
        for model in server.models:
            service = f"{server.http}/serving/default/{model.name}"
            with triton.InferenceServerClient(service, connection_timeout=10, network_timeout=30) as by_path:
                checks.run(f"{model.name} by service path", partial(infers, by_path, model, True, 2))
        bad = partial(refuses, client)
        checks.run("unknown model is not ready", partial(unknown_model_is_not_ready, client))
        checks.run(
            "unknown model",
            partial(bad, "404", "no-such-model", "no-such-model", "image", [1, 1, 8, 8], "FP32"),
        )
        checks.run(
            "wrong tensor name", partial(bad, "400", "picture", "digits", "picture", [1, 1, 8, 8], "FP32")
        )
        checks.run("wrong shape", partial(bad, "400", "image", "digits", "image", [1, 1, 8, 9], "FP32"))
        checks.run("wrong rank", partial(bad, "400", "image", "digits", "image", [1, 64], "FP32"))
        checks.run("wrong datatype", partial(bad, "400", "image", "digits", "image", [1, 1, 8, 8], "FP64"))
        checks.run("answers after bad requests", partial(infers, client, server.models[-1], True, 1))
    checks.exit()


if __name__ == "__main__":
    main()
