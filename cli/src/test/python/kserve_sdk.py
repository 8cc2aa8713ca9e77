# SPDX-License-Identifier: Apache-2.0
"""The KServe SDK's REST client (v1 and v2) and gRPC client against a running server."""

import asyncio
from functools import partial
from typing import Any, Coroutine

import grpc
import httpx
import numpy as np
from kserve import (
    InferenceGRPCClient,
    InferenceRESTClient,
    InferInput,
    InferRequest,
    InferResponse,
    RESTConfig,
)
from kserve.protocol.infer_type import RequestedOutput

from checks import Checks, Server, contains, equal, raised
from reference import BATCH_SIZES, DTYPES, Model, decimals

TIMEOUT_S = 30


class Sdk:
    """The SDK's clients are asynchronous and belong to one event loop; these calls wait for them."""

    def __init__(self, server: Server) -> None:
        self.url = f"http://{server.http}"
        self.grpc_address = server.grpc
        self._loop = asyncio.new_event_loop()

    def rest(self, protocol: str, call: str, *arguments, **options) -> Any:
        async def run() -> Any:
            async with InferenceRESTClient(RESTConfig(protocol=protocol, timeout=TIMEOUT_S)) as client:
                return await getattr(client, call)(*arguments, **options)

        return self.wait(run())

    def grpc(self, call: str, *arguments) -> Any:
        async def run() -> Any:
            async with InferenceGRPCClient(self.grpc_address, timeout=TIMEOUT_S) as client:
                return await getattr(client, call)(*arguments)

        return self.wait(run())

    def wait(self, call: Coroutine) -> Any:
        return self._loop.run_until_complete(call)


def request(
    model: str, name: str, datatype: str, batch: np.ndarray, binary: bool, outputs=None
) -> InferRequest:
    tensor = InferInput(name, list(batch.shape), datatype)
    tensor.set_data_from_numpy(batch, binary_data=binary)
    return InferRequest(
        model_name=model, infer_inputs=[tensor], request_outputs=outputs, request_id="request-17"
    )


def expect(model: Model, batch: np.ndarray, response: InferResponse) -> None:
    equal(response.model_name, model.name, "model_name")
    equal(response.id, "request-17", "id")
    model.expect(batch, {output.name: output.as_numpy() for output in response.outputs})


def infers_v1(sdk: Sdk, base_url: str, model: Model, size: int) -> None:
    for batch in model.batches(size):
        body = {"instances": decimals(batch)}
        predictions = sdk.rest("v1", "infer", base_url, body, model_name=model.name)["predictions"]
        if len(model.outputs) == 1:
            predictions = [{model.outputs[0].name: row} for row in predictions]
        names = list(predictions[0])
        tensors = {output.name: DTYPES[output.datatype] for output in model.outputs}
        model.expect(
            batch, {name: np.array([row[name] for row in predictions], tensors[name]) for name in names}
        )


def infers_v2(sdk: Sdk, base_url: str, model: Model, binary: bool, size: int) -> None:
    outputs = [RequestedOutput(output.name, {"binary_data": binary}) for output in model.outputs]
    for batch in model.batches(size):
        body = request(model.name, model.input.name, model.input.datatype, batch, binary, outputs)
        expect(model, batch, sdk.rest("v2", "infer", base_url, body, model_name=model.name))


def infers_grpc(sdk: Sdk, model: Model, binary: bool, size: int) -> None:
    for batch in model.batches(size):
        body = request(model.name, model.input.name, model.input.datatype, batch, binary)
        expect(model, batch, sdk.grpc("infer", body))


def v1_is_live_and_ready(sdk: Sdk, models: list[Model]) -> None:
    equal(sdk.rest("v1", "is_server_live", sdk.url), True, "live")
    for model in models:
        equal(sdk.rest("v1", "is_model_ready", sdk.url, model.name), True, f"{model.name} ready")


def v2_is_live_and_ready(sdk: Sdk, models: list[Model]) -> None:
    equal(sdk.rest("v2", "is_server_live", sdk.url), True, "live")
    equal(sdk.rest("v2", "is_server_ready", sdk.url), True, "ready")
    for model in models:
        equal(sdk.rest("v2", "is_model_ready", sdk.url, model.name), True, f"{model.name} ready")


def grpc_is_live_and_ready(sdk: Sdk, models: list[Model]) -> None:
    equal(sdk.grpc("is_server_live"), True, "live")
    equal(sdk.grpc("is_server_ready"), True, "ready")
    for model in models:
        equal(sdk.grpc("is_model_ready", model.name), True, f"{model.name} ready")


def rest_refuses(sdk: Sdk, protocol: str, status: int, naming: str, model: str, body: Any) -> None:
    failure = raised(
        httpx.HTTPStatusError, partial(sdk.rest, protocol, "infer", sdk.url, body, model_name=model)
    )
    equal(failure.response.status_code, status, "status")
    contains(str(failure), naming, "message")


def grpc_refuses(sdk: Sdk, status: grpc.StatusCode, naming: str, body: InferRequest) -> None:
    failure = raised(grpc.RpcError, partial(sdk.grpc, "infer", body))
    equal(failure.code(), status, "status")
    contains(failure.details(), naming, "message")


def check_bad_requests(sdk: Sdk, checks: Checks) -> None:
    image = np.zeros((1, 1, 8, 8), np.float32)
    unknown = request("no-such-model", "image", "FP32", image, True)
    misnamed = request("digits", "picture", "FP32", image, True)
    misshapen = {"instances": [[[0.0] * 9] * 8]}
    checks.run(
        "v1 unknown model", partial(rest_refuses, sdk, "v1", 404, "no-such-model", "no-such-model", misshapen)
    )
    checks.run("v1 wrong shape", partial(rest_refuses, sdk, "v1", 400, "image", "digits", misshapen))
    checks.run(
        "v2 unknown model", partial(rest_refuses, sdk, "v2", 404, "no-such-model", "no-such-model", unknown)
    )
    checks.run("v2 wrong tensor name", partial(rest_refuses, sdk, "v2", 400, "picture", "digits", misnamed))
    checks.run(
        "grpc unknown model", partial(grpc_refuses, sdk, grpc.StatusCode.NOT_FOUND, "no-such-model", unknown)
    )
    checks.run(
        "grpc wrong tensor name",
        partial(grpc_refuses, sdk, grpc.StatusCode.INVALID_ARGUMENT, "picture", misnamed),
    )


def main() -> None:
    server, checks = Server(), Checks()
    sdk = Sdk(server)
    checks.run("v1 is live and ready", partial(v1_is_live_and_ready, sdk, server.models))
    checks.run("v2 is live and ready", partial(v2_is_live_and_ready, sdk, server.models))
    checks.run("grpc is live and ready", partial(grpc_is_live_and_ready, sdk, server.models))
    for model in server.models:
        for size in BATCH_SIZES:
            checks.run(f"{model.name} v1 batch {size}", partial(infers_v1, sdk, sdk.url, model, size))
        for kind, binary in (("json", False), ("binary", True)):
            for size in BATCH_SIZES:
                checks.run(
                    f"{model.name} v2 {kind} batch {size}",
                    partial(infers_v2, sdk, sdk.url, model, binary, size),
                )
        for kind, binary in (("typed", False), ("raw", True)):
            for size in BATCH_SIZES:
                checks.run(
                    f"{model.name} grpc {kind} batch {size}", partial(infers_grpc, sdk, model, binary, size)
                )
        service = f"{sdk.url}/serving/default/{model.name}"
        checks.run(f"{model.name} v1 by service path", partial(infers_v1, sdk, service, model, 2))
        checks.run(f"{model.name} v2 by service path", partial(infers_v2, sdk, service, model, True, 2))
    check_bad_requests(sdk, checks)
    checks.exit()


if __name__ == "__main__":
    main()
