# SPDX-License-Identifier: Apache-2.0
"""tritonclient over TLS, known by a token or by a certificate: HTTP, gRPC, both asynchronous, and a gRPC stream."""

import asyncio
import queue
import ssl
from functools import partial
from types import ModuleType

import numpy as np
import tritonclient.grpc
import tritonclient.grpc.aio
import tritonclient.http
import tritonclient.http.aio
from tritonclient.utils import InferenceServerException

from checks import Checks, Server, contains, equal, raised
from reference import Model

TIMEOUT_S = 30


class Known:
    """How a client says who it is."""

    def __init__(self, server: Server, certificate: bool, token: str | None) -> None:
        self.ca = server.arguments.ca
        self.certificate = server.arguments.certificate if certificate else None
        self.key = server.arguments.key if certificate else None
        self.token = token

    @property
    def headers(self) -> dict[str, str]:
        """New ones each time: tritonclient.http adds its own to those that it is given."""
        return {"authorization": f"Bearer {self.token}"} if self.token else {}

    def options(self) -> dict[str, str]:
        """As gevent's ssl takes them."""
        options = {"ca_certs": self.ca}
        if self.certificate:
            options.update(certfile=self.certificate, keyfile=self.key)
        return options

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.ca)
        if self.certificate:
            context.load_cert_chain(self.certificate, self.key)
        return context


def tensor(client: ModuleType, model: Model, batch: np.ndarray):
    result = client.InferInput(model.input.name, batch.shape, model.input.datatype)
    result.set_data_from_numpy(batch)
    return result


def outputs(model: Model, result) -> dict[str, np.ndarray]:
    return {output.name: result.as_numpy(output.name) for output in model.outputs}


def http_client(server: Server, known: Known):
    return tritonclient.http.InferenceServerClient(
        server.http,
        ssl=True,
        ssl_options=known.options(),
        connection_timeout=TIMEOUT_S,
        network_timeout=TIMEOUT_S,
    )


def grpc_arguments(server: Server, known: Known) -> dict:
    return {
        "url": server.grpc,
        "ssl": True,
        "root_certificates": known.ca,
        "private_key": known.key,
        "certificate_chain": known.certificate,
    }


def over_http(server: Server, known: Known, model: Model, batch: np.ndarray) -> dict[str, np.ndarray]:
    with http_client(server, known) as client:
        result = client.infer(model.name, [tensor(tritonclient.http, model, batch)], headers=known.headers)
        return outputs(model, result)


def over_grpc(server: Server, known: Known, model: Model, batch: np.ndarray) -> dict[str, np.ndarray]:
    with tritonclient.grpc.InferenceServerClient(**grpc_arguments(server, known)) as client:
        inputs = [tensor(tritonclient.grpc, model, batch)]
        return outputs(model, client.infer(model.name, inputs, headers=known.headers))


def over_http_aio(server: Server, known: Known, model: Model, batch: np.ndarray) -> dict[str, np.ndarray]:
    async def run():
        async with tritonclient.http.aio.InferenceServerClient(
            server.http, ssl=True, ssl_context=known.context()
        ) as client:
            inputs = [tensor(tritonclient.http.aio, model, batch)]
            return outputs(model, await client.infer(model.name, inputs, headers=known.headers))

    return asyncio.run(run())


def over_grpc_aio(server: Server, known: Known, model: Model, batch: np.ndarray) -> dict[str, np.ndarray]:
    async def run():
        async with tritonclient.grpc.aio.InferenceServerClient(**grpc_arguments(server, known)) as client:
            inputs = [tensor(tritonclient.grpc.aio, model, batch)]
            return outputs(model, await client.infer(model.name, inputs, headers=known.headers))

    return asyncio.run(run())


def over_stream(server: Server, known: Known, model: Model, batch: np.ndarray) -> dict[str, np.ndarray]:
    answers: queue.Queue = queue.Queue()
    with tritonclient.grpc.InferenceServerClient(**grpc_arguments(server, known)) as client:
        client.start_stream(lambda result, error: answers.put((result, error)), headers=known.headers)
        try:
            client.async_stream_infer(model.name, [tensor(tritonclient.grpc, model, batch)])
        except InferenceServerException:
            pass  # the stream was refused before: the callback has the reason
        result, error = answers.get(timeout=TIMEOUT_S)
        client.stop_stream(cancel_requests=True)
    if error:
        raise error
    return outputs(model, result)


WAYS = {
    "http": over_http,
    "grpc": over_grpc,
    "http aio": over_http_aio,
    "grpc aio": over_grpc_aio,
    "grpc stream": over_stream,
}


def answers(server: Server, ask, known: Known) -> None:
    for model in server.models:
        batch = model.batches(7)[0]
        model.expect(batch, ask(server, known, model, batch))


def refuses(server: Server, ask, known: Known, reason: str) -> None:
    model = server.models[0]
    failure = raised(InferenceServerException, lambda: ask(server, known, model, model.batches(1)[0]))
    contains(str(failure), reason, "message")


def probes_without_a_credential(server: Server) -> None:
    nobody = Known(server, False, None)
    with http_client(server, nobody) as client:
        equal(client.is_server_live(), True, "live")
        equal(client.is_server_ready(), True, "ready")
    with tritonclient.grpc.InferenceServerClient(**grpc_arguments(server, nobody)) as client:
        equal(client.is_server_live(), True, "live")


def sees_only_its_models(server: Server) -> None:
    known = Known(server, False, server.arguments.iris_token)
    digits = next(model for model in server.models if model.name == "digits")
    batch = digits.batches(1)[0]
    for ask in (over_http, over_grpc):
        failure = raised(InferenceServerException, lambda: ask(server, known, digits, batch))
        contains(str(failure), "client 'iris-only' may not use", "message")
    with http_client(server, known) as client:
        equal(client.is_model_ready("iris", headers=known.headers), True, "ready")


def main() -> None:
    server = Server("ca", "certificate", "key", "token", "iris_token")
    token = server.arguments.token
    checks = Checks()
    for way, ask in WAYS.items():
        checks.run(f"{way} with a token", partial(answers, server, ask, Known(server, False, token)))
        checks.run(f"{way} with a certificate", partial(answers, server, ask, Known(server, True, None)))
        nobody = Known(server, False, None)
        checks.run(f"{way} with neither", partial(refuses, server, ask, nobody, "need a token"))
        stranger = Known(server, False, "not-a-token-of-anybody")
        checks.run(f"{way} with another token", partial(refuses, server, ask, stranger, "not known"))
    checks.run("probes", partial(probes_without_a_credential, server))
    checks.run("models of a client", partial(sees_only_its_models, server))
    checks.exit()


if __name__ == "__main__":
    main()
