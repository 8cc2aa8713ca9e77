# SPDX-License-Identifier: Apache-2.0
"""Every public method of the KServe SDK's InferenceRESTClient and InferenceGRPCClient.

The server has the models iris, identity_common and busy.
"""

from functools import partial

import grpc
import httpx
import numpy as np
from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.errors import UnsupportedProtocol
from kserve.protocol.infer_type import RequestedOutput

from checks import Checks, Server, contains, equal, raised
from kserve_sdk import Sdk
from recorder import Recorder
from tensors import expect, values

FLOWERS = np.array([[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]], np.float32)
LABELS = [0, 2]
DATATYPES = [
    *("BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64"),
    *("FP16", "FP32", "FP64", "BYTES"),
]
LONG = 20_000


def tensor(name: str, datatype: str, array: np.ndarray, binary: bool) -> InferInput:
    given = InferInput(name, list(array.shape), datatype)
    given.set_data_from_numpy(array, binary_data=binary)
    return given


def iris(binary: bool = True, **options) -> InferRequest:
    return InferRequest("iris", [tensor("X", "FP32", FLOWERS, binary)], request_id="17", **options)


def busy() -> InferRequest:
    return InferRequest("busy", [tensor("steps", "INT64", np.array([LONG]), True)])


def expect_iris(response) -> None:
    equal((response.model_name, response.id), ("iris", "17"), "names")
    equal(response.get_output_by_name("label").as_numpy().tolist(), LABELS, "labels")
    equal(response.get_output_by_name("none"), None, "an output that is not there")


# --- REST


def rest_health(sdk: Sdk) -> None:
    equal(sdk.rest("v1", "is_server_live", sdk.url), True, "v1 live")
    equal(sdk.rest("v2", "is_server_live", sdk.url), True, "v2 live")
    equal(sdk.rest("v2", "is_server_ready", sdk.url), True, "v2 ready")
    raised(UnsupportedProtocol, partial(sdk.rest, "v1", "is_server_ready", sdk.url))
    for protocol in ("v1", "v2"):
        equal(sdk.rest(protocol, "is_model_ready", sdk.url, "iris"), True, f"{protocol} iris is ready")
    equal(sdk.rest("v2", "is_model_ready", sdk.url, "none"), False, "v2 none is ready")
    failure = raised(httpx.HTTPStatusError, partial(sdk.rest, "v1", "is_model_ready", sdk.url, "none"))
    equal(failure.response.status_code, 404, "status")
    contains(str(failure), "'none'", "message")


def rest_v1(sdk: Sdk) -> None:
    instances = {"instances": FLOWERS.tolist()}
    predictions = sdk.rest("v1", "infer", sdk.url, instances, model_name="iris")["predictions"]
    equal([row["label"] for row in predictions], LABELS, "labels")
    failure = raised(httpx.HTTPStatusError, partial(sdk.rest, "v1", "explain", sdk.url, "iris", instances))
    equal(failure.response.status_code, 501, "status")
    contains(str(failure), "explain", "message")


def rest_v2(sdk: Sdk) -> None:
    label = RequestedOutput("label", {"binary_data": False})
    for request in (
        iris(False),
        iris(),
        iris(parameters={"binary_data_output": True}),
        iris(False, request_outputs=[label]),
    ):
        expect_iris(sdk.rest("v2", "infer", sdk.url, request, model_name="iris"))
    headers: dict = {}
    told = {"x-request-id": "17", "user-agent": "conformance"}
    response = sdk.rest(
        "v2",
        "infer",
        sdk.url + "/",
        iris(),
        model_name="iris",
        headers=told,
        response_headers=headers,
        timeout=20,
    )
    expect_iris(response)
    equal(headers["content-type"], "application/json", "Content-Type of an answer without binary data")
    raised(
        httpx.ReadTimeout,
        partial(sdk.rest, "v2", "infer", sdk.url, busy(), model_name="busy", timeout=0.05),
    )


def rest_whole_url(sdk: Sdk) -> None:
    """As the SDK asks an InferenceGraph."""
    url = sdk.url + "/v2/models/iris/infer"
    answer = sdk.rest("v2", "infer", url, iris(False), is_graph_endpoint=True)
    equal(answer["outputs"][0]["data"], LABELS, "labels")


def rest_close(sdk: Sdk) -> None:
    async def run() -> None:
        client = InferenceRESTClient(RESTConfig(protocol="v2", retries=1, verbose=True))
        equal(await client.is_server_live(sdk.url), True, "live")
        await client.close()
        try:
            await client.is_server_live(sdk.url)
        except RuntimeError as failure:
            contains(str(failure), "closed", "after close")
        else:
            raise AssertionError("was not closed")

    sdk.wait(run())


# --- gRPC


def grpc_health(sdk: Sdk) -> None:
    equal(sdk.grpc("is_server_live"), True, "live")
    equal(sdk.grpc("is_server_ready"), True, "ready")
    equal(sdk.grpc("is_model_ready", "iris"), True, "iris is ready")
    equal(sdk.grpc("is_model_ready", "none"), False, "none is ready")


def grpc_infer(sdk: Sdk) -> None:
    for request in (iris(False), iris(), iris(parameters={"text": "a", "number": 1, "truth": True})):
        expect_iris(sdk.grpc("infer", request))
    only = iris(request_outputs=[RequestedOutput("label")])
    equal([output.name for output in sdk.grpc("infer", only).outputs], ["label"], "outputs")

    async def run() -> None:
        async with InferenceGRPCClient(
            sdk.grpc_address, verbose=True, retries=2, channel_args=[("grpc.primary_user_agent", "a")]
        ) as client:
            expect_iris(await client.infer(iris(), timeout=20, headers=[("x-request-id", "17")]))
            await client.infer(busy(), timeout=0.05)

    failure = raised(grpc.RpcError, lambda: sdk.wait(run()))
    equal(failure.code(), grpc.StatusCode.DEADLINE_EXCEEDED, "status")


def grpc_close(sdk: Sdk) -> None:
    async def run() -> None:
        client = InferenceGRPCClient(sdk.grpc_address)
        equal(await client.is_server_live(), True, "live")
        await client.close()
        try:
            await client.is_server_live()
        except grpc.aio.UsageError as failure:
            contains(str(failure), "closed", "after close")
        else:
            raise AssertionError("was not closed")

    sdk.wait(run())


# --- datatypes


def passes_every_datatype(sdk: Sdk, over_grpc: bool, binary: bool) -> None:
    """FP16 has no form in JSON and none in typed contents, so without binary data it stays out."""
    model = "identity_common"
    arrays = {datatype: values(datatype) for datatype in DATATYPES}
    inputs = [tensor(f"in_{d}", d, array, binary or d == "FP16") for d, array in arrays.items()]
    outputs = [RequestedOutput(f"out_{d}", {"binary_data": binary or d == "FP16"}) for d in DATATYPES]
    request = InferRequest(model, inputs, request_outputs=None if over_grpc else outputs)
    if over_grpc:
        response = sdk.grpc("infer", request)
    else:
        response = sdk.rest("v2", "infer", sdk.url, request, model_name=model)
    for datatype, array in arrays.items():
        actual = response.get_output_by_name(f"out_{datatype}").as_numpy()
        if datatype == "BYTES":
            texts = [[t if isinstance(t, bytes) else t.encode() for t in row] for row in actual.tolist()]
            actual = np.array(texts, np.object_)
        expect(actual, array, datatype)


def main() -> None:
    server = Server()
    recorder = Recorder()
    recorder.watch(InferenceRESTClient, "InferenceRESTClient")
    recorder.watch(InferenceGRPCClient, "InferenceGRPCClient")
    sdk, checks = Sdk(server), Checks(recorder)
    for check in (rest_health, rest_v1, rest_v2, rest_whole_url, rest_close):
        checks.run(check.__name__.replace("_", " "), partial(check, sdk))
    for check in (grpc_health, grpc_infer, grpc_close):
        checks.run(check.__name__.replace("_", " "), partial(check, sdk))
    checks.run("rest binary datatypes", partial(passes_every_datatype, sdk, False, True))
    checks.run("rest json datatypes", partial(passes_every_datatype, sdk, False, False))
    checks.run("grpc raw datatypes", partial(passes_every_datatype, sdk, True, True))
    checks.run("every public method", recorder.expect_all_called)
    checks.exit()


if __name__ == "__main__":
    main()
