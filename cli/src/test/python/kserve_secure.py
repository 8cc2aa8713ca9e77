# SPDX-License-Identifier: Apache-2.0
"""The KServe SDK's REST and gRPC clients over TLS, known by a token or by a certificate."""

import asyncio
import ssl
from functools import partial

import grpc
import httpx
import numpy as np
from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig

from checks import Checks, Server, contains, equal, raised
from reference import Model

TIMEOUT_S = 30


def request(model: Model, batch: np.ndarray) -> InferRequest:
    tensor = InferInput(model.input.name, list(batch.shape), model.input.datatype)
    tensor.set_data_from_numpy(batch, binary_data=False)
    return InferRequest(model_name=model.name, infer_inputs=[tensor])


def over_rest(server: Server, protocol: str, headers: dict, certificate: bool, model: Model, batch: np.ndarray):
    # httpx leaves a cert out where verify is the name of a file
    context = ssl.create_default_context(cafile=server.arguments.ca)
    if certificate:
        context.load_cert_chain(server.arguments.certificate, server.arguments.key)
    config = RESTConfig(protocol=protocol, timeout=TIMEOUT_S, retries=1, verify=context)
    data = request(model, batch) if protocol == "v2" else {"instances": batch.tolist()}

    async def run():
        async with InferenceRESTClient(config) as client:
            return await client.infer(f"https://{server.http}", data, model_name=model.name, headers=headers)

    return asyncio.run(run())


def over_grpc(server: Server, headers: dict, certificate: bool, model: Model, batch: np.ndarray):
    arguments = server.arguments

    async def run():
        async with InferenceGRPCClient(
            server.grpc,
            use_ssl=True,
            root_certificates=arguments.ca,
            private_key=arguments.key if certificate else None,
            certificate_chain=arguments.certificate if certificate else None,
            timeout=TIMEOUT_S,
        ) as client:
            return await client.infer(request(model, batch), headers=list(headers.items()))

    return asyncio.run(run())


WAYS = {"v1": partial(over_rest, protocol="v1"), "v2": partial(over_rest, protocol="v2"), "grpc": over_grpc}


def answers(server: Server, way: str, headers: dict, certificate: bool) -> None:
    model = server.models[0]
    batch = model.batches(7)[0]
    answer = WAYS[way](server=server, headers=headers, certificate=certificate, model=model, batch=batch)
    if way == "v1":
        equal(len(answer["predictions"]), 7, "predictions")
    else:
        actual = {output.name: output.as_numpy() for output in answer.outputs}
        expected = model.answer(batch)
        equal(list(actual), list(expected), "outputs")
        for name, tensor in expected.items():
            np.testing.assert_array_equal(actual[name], tensor)


def refuses(server: Server, way: str) -> None:
    model = server.models[0]
    ask = partial(
        WAYS[way], server=server, headers={}, certificate=False, model=model, batch=model.batches(1)[0]
    )
    if way == "grpc":
        failure = raised(grpc.aio.AioRpcError, ask)
        equal(failure.code(), grpc.StatusCode.UNAUTHENTICATED, "code")
    else:
        failure = raised(httpx.HTTPStatusError, ask)
        equal(failure.response.status_code, 401, "status")
        contains(failure.response.headers["www-authenticate"], "Bearer", "challenge")


def main() -> None:
    server = Server("ca", "certificate", "key", "token", "iris_token")
    headers = {"authorization": f"Bearer {server.arguments.token}"}
    checks = Checks()
    for way in WAYS:
        checks.run(f"{way} with a token", partial(answers, server, way, headers, False))
        checks.run(f"{way} with a certificate", partial(answers, server, way, {}, True))
        checks.run(f"{way} with neither", partial(refuses, server, way))
    checks.exit()


if __name__ == "__main__":
    main()
