# SPDX-License-Identifier: Apache-2.0
"""A client generated from the Open Inference Protocol's own proto (fourth argument) against a running server."""

import importlib
import sys
import tempfile
from functools import partial
from pathlib import Path
from types import ModuleType

import grpc
import numpy as np
from grpc_tools import protoc

from checks import Checks, Server, contains, equal, raised
from reference import BATCH_SIZES, DTYPES, Model

TIMEOUT_S = 30
CONTENTS = {"FP32": "fp32_contents", "INT64": "int64_contents"}


def generate(proto: Path, folder: str) -> tuple[ModuleType, ModuleType]:
    """The message and the stub module."""
    status = protoc.main(
        [
            "protoc",
            f"--proto_path={proto.parent}",
            f"--python_out={folder}",
            f"--grpc_python_out={folder}",
            proto.name,
        ]
    )
    equal(status, 0, f"exit status of protoc for {proto.name}")
    sys.path.insert(0, folder)
    return importlib.import_module(f"{proto.stem}_pb2"), importlib.import_module(f"{proto.stem}_pb2_grpc")


class Client:
    def __init__(self, messages: ModuleType, stubs: ModuleType, address: str) -> None:
        self.messages = messages
        self.stub = stubs.GRPCInferenceServiceStub(grpc.insecure_channel(address))

    def call(self, method: str, **fields):
        request = getattr(self.messages, f"{method}Request")(**fields)
        return getattr(self.stub, method)(request, timeout=TIMEOUT_S)

    def infer(self, model: str, tensor: dict, batch: np.ndarray, raw: bool):
        """Sends the batch as the raw bytes or as the typed contents of the one input."""
        if raw:
            return self.call(
                "ModelInfer",
                model_name=model,
                id="request-17",
                inputs=[tensor],
                raw_input_contents=[batch.tobytes()],
            )
        typed = {**tensor, "contents": {CONTENTS[tensor["datatype"]]: batch.ravel().tolist()}}
        return self.call("ModelInfer", model_name=model, id="request-17", inputs=[typed])


def tensors(response) -> dict[str, np.ndarray]:
    """The outputs of an answer, which carries either raw bytes for all of them or typed contents in each."""
    raw = response.raw_output_contents
    if raw:
        equal(len(raw), len(response.outputs), "raw_output_contents")
    decoded = {}
    for index, output in enumerate(response.outputs):
        typed = getattr(output.contents, CONTENTS[output.datatype])
        equal(bool(typed) and bool(raw), False, f"{output.name} has both raw and typed contents")
        dtype = DTYPES[output.datatype]
        values = np.frombuffer(raw[index], dtype) if raw else np.array(typed, dtype)
        decoded[output.name] = values.reshape(tuple(output.shape))
    return decoded


def infers(client: Client, model: Model, raw: bool, size: int) -> None:
    for batch in model.batches(size):
        tensor = {"name": model.input.name, "datatype": model.input.datatype, "shape": batch.shape}
        response = client.infer(model.name, tensor, batch, raw)
        equal((response.model_name, response.model_version), (model.name, "1"), "model")
        equal(response.id, "request-17", "id")
        model.expect(batch, tensors(response))


def is_live_and_ready(client: Client, models: list[Model]) -> None:
    equal(client.call("ServerLive").live, True, "live")
    equal(client.call("ServerReady").ready, True, "ready")
    for model in models:
        equal(client.call("ModelReady", name=model.name).ready, True, f"{model.name} ready")


def tells_metadata(client: Client, model: Model) -> None:
    metadata = client.call("ModelMetadata", name=model.name)
    equal((metadata.name, list(metadata.versions)), (model.name, ["1"]), "model")
    for actual, expected in ((metadata.inputs, [model.input]), (metadata.outputs, model.outputs)):
        equal(
            [(tensor.name, tensor.datatype, tuple(tensor.shape)) for tensor in actual],
            [(tensor.name, tensor.datatype, tensor.shape) for tensor in expected],
            "tensors",
        )


def refuses(
    client: Client, status: grpc.StatusCode, naming: str, tensor: dict, elements: int, raw: bool
) -> None:
    values = np.zeros(elements, np.float32)
    failure = raised(grpc.RpcError, partial(client.infer, "digits", tensor, values, raw))
    equal(failure.code(), status, "status")
    contains(failure.details(), naming, "message")


def main() -> None:
    server, checks = Server("proto"), Checks()
    with tempfile.TemporaryDirectory() as folder:
        modules = generate(Path(server.arguments.proto), folder)
    client = Client(*modules, server.grpc)
    checks.run("is live and ready", partial(is_live_and_ready, client, server.models))
    for model in server.models:
        checks.run(f"{model.name} metadata", partial(tells_metadata, client, model))
        for kind, raw in (("typed", False), ("raw", True)):
            for size in BATCH_SIZES:
                checks.run(f"{model.name} {kind} batch {size}", partial(infers, client, model, raw, size))
        on_http_port = Client(*modules, server.http)
        checks.run(f"{model.name} on the HTTP port", partial(infers, on_http_port, model, True, 2))
    image = {"name": "image", "datatype": "FP32", "shape": [1, 1, 8, 8]}
    for kind, raw in (("typed", False), ("raw", True)):
        invalid = partial(refuses, client, grpc.StatusCode.INVALID_ARGUMENT)
        checks.run(f"{kind} too few elements", partial(invalid, "image", image, 63, raw))
        checks.run(f"{kind} too many elements", partial(invalid, "image", image, 65, raw))
        checks.run(
            f"{kind} wrong tensor name", partial(invalid, "picture", {**image, "name": "picture"}, 64, raw)
        )
    checks.run("answers after bad requests", partial(infers, client, server.models[-1], True, 1))
    checks.exit()


if __name__ == "__main__":
    main()
