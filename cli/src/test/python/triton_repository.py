# SPDX-License-Identifier: Apache-2.0
"""The model repository by tritonclient.http and tritonclient.grpc, against a server in explicit mode."""

import json
from functools import partial
from pathlib import Path

import tritonclient.grpc as triton_grpc
import tritonclient.http as triton_http
from tritonclient.utils import InferenceServerException

from checks import Checks, Server, contains, equal, raised


def index(client) -> list[dict]:
    if isinstance(client, triton_grpc.InferenceServerClient):
        return client.get_model_repository_index(as_json=True).get("models", [])
    return client.get_model_repository_index()


def config(client, model: str) -> dict:
    if isinstance(client, triton_grpc.InferenceServerClient):
        return client.get_model_config(model, as_json=True)["config"]
    return client.get_model_config(model)


def states(client) -> dict[str, str]:
    return {entry["name"]: entry.get("state", "") for entry in index(client)}


def loads_and_tells_the_configuration(client) -> None:
    client.load_model("iris")
    equal(client.is_model_ready("iris"), True, "ready")
    equal(states(client)["iris"], "READY", "state")
    equal(config(client, "iris")["input"][0]["data_type"], "TYPE_FP32", "datatype of the input")
    equal(config(client, "iris").get("max_batch_size", 0), 0, "max_batch_size")


def loads_with_a_configuration(client) -> None:
    client.load_model("iris", config=json.dumps({"max_batch_size": 4}))
    equal(config(client, "iris")["max_batch_size"], 4, "max_batch_size")
    client.load_model("iris")
    equal(config(client, "iris").get("max_batch_size", 0), 0, "max_batch_size of the repository")


def loads_files(client, file: bytes) -> None:
    client.load_model("mine", config="{}", files={"file:3/model.onnx": file})
    equal(client.is_model_ready("mine", "3"), True, "ready")
    equal(states(client)["mine"], "READY", "state")
    client.unload_model("mine")
    equal("mine" in states(client), False, "in the index")


def unloads(client) -> None:
    client.unload_model("iris", unload_dependents=True)
    equal(states(client)["iris"], "UNAVAILABLE", "state")


def refuses(client, what: str, model: str, **options) -> None:
    failure = raised(InferenceServerException, partial(client.load_model, model, **options))
    contains(failure.message(), what, "message")


def main() -> None:
    server = Server()
    file = (Path(server.arguments.examples) / "iris" / "model.onnx").read_bytes()
    checks = Checks()
    for name, client in (
        ("http", triton_http.InferenceServerClient(server.http)),
        ("grpc", triton_grpc.InferenceServerClient(server.grpc)),
    ):
        with client:
            checks.run(f"{name} load", partial(loads_and_tells_the_configuration, client))
            checks.run(f"{name} load with configuration", partial(loads_with_a_configuration, client))
            checks.run(f"{name} load with files", partial(loads_files, client, file))
            checks.run(f"{name} unload", partial(unloads, client))
            checks.run(f"{name} unknown model", partial(refuses, client, "is in no repository", "none"))
            checks.run(
                f"{name} unsupported configuration",
                partial(
                    refuses,
                    client,
                    "model_operations is not supported",
                    "iris",
                    config='{"model_operations": {}}',
                ),
            )
    checks.exit()


if __name__ == "__main__":
    main()
