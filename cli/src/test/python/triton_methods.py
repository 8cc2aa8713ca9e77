# SPDX-License-Identifier: Apache-2.0
"""Every public method of tritonclient's four clients, and of their inputs, outputs and results.

The server has a repository in explicit mode with the models iris, identity_all, fixed_sum and busy,
offers shared memory and traces.
"""

import json
from functools import partial
from pathlib import Path

import tritonclient.grpc
import tritonclient.grpc.aio
import tritonclient.http
import tritonclient.http.aio
from tritonclient.utils import shared_memory

import triton_inference
import triton_streams
import triton_tensors
from checks import Checks, Server, contains, equal, raised
from recorder import Recorder
from triton_clients import MODULES, Client, refused

CUDA = "CUDA shared memory is not offered"


def watched() -> Recorder:
    recorder = Recorder()
    recorder.watch_classes(tritonclient.http, "http", "tritonclient.")
    recorder.watch_classes(tritonclient.http.aio, "http.aio", "tritonclient.")
    recorder.watch_classes(tritonclient.grpc, "grpc", "tritonclient.")
    recorder.watch_classes(tritonclient.grpc.aio, "grpc.aio", "tritonclient.")
    recorder.watch(tritonclient.grpc._client.CallContext, "grpc.CallContext")
    recorder.watch(shared_memory, "shared_memory")
    return recorder


# --- health and metadata


def tells_health(client: Client) -> None:
    equal(client.is_server_live(), True, "live")
    equal(client.is_server_ready(), True, "ready")
    equal(client.is_model_ready("iris"), True, "iris is ready")
    equal(client.is_model_ready("iris", "1"), True, "iris/1 is ready")
    equal(client.is_model_ready("iris", "9"), False, "iris/9 is ready")
    equal(client.is_model_ready("none"), False, "none is ready")


def tells_metadata(client: Client) -> None:
    server = client.json("get_server_metadata")
    equal(server["name"], "slipway", "name")
    for extension in ("classification", "statistics", "system_shared_memory", "trace", "logging"):
        contains(" ".join(server["extensions"]), extension, "extensions")
    for version in ("", "1"):
        model = client.json("get_model_metadata", "iris", version)
        equal((model["name"], model["versions"]), ("iris", ["1"]), "name and versions")
        equal(model["platform"], "onnxruntime_onnx", "platform")
        (given,) = model["inputs"]
        equal((given["name"], given["datatype"]), ("X", "FP32"), "input")
        equal([int(size) for size in given["shape"]], [-1, 4], "shape of the input")
    refused(partial(client.get_model_metadata, "iris", "9"), "no version '9'")


def tells_configurations(client: Client) -> None:
    for version in ("", "1"):
        config = client.json("get_model_config", "busy", version)
        config = config.get("config", config)
        equal(config["name"], "busy", "name")
        equal(config["instance_group"][0]["count"], 1, "instances")
        equal(config["input"][0]["data_type"], "TYPE_INT64", "datatype")
    refused(partial(client.get_model_config, "none"), "'none'")


def counts(client: Client) -> None:
    def runs(*model: str) -> dict[str, int]:
        entries = client.json("get_inference_statistics", *model)["model_stats"]
        return {entry["name"]: int(entry.get("execution_count", 0)) for entry in entries}

    before = runs("iris", "1")["iris"]
    triton_inference.infer_iris(client)
    triton_inference.infer_iris(client)
    equal(runs("iris")["iris"], before + 2, "runs")
    equal(runs()["iris"], before + 2, "runs, of all models")
    equal(set(runs()) >= {"iris", "identity_all", "fixed_sum", "busy"}, True, "all models")
    refused(partial(client.get_inference_statistics, "none"), "'none'")


# --- the repository


def states(client: Client) -> dict[str, str]:
    entries = client.json("get_model_repository_index")
    entries = entries.get("models", []) if client.is_grpc else entries
    return {entry["name"]: entry.get("state", "") for entry in entries}


def loads_and_unloads(client: Client, file: bytes) -> None:
    def largest_batch() -> int:
        config = client.json("get_model_config", "iris")
        return config.get("config", config).get("max_batch_size", 0)

    equal(states(client)["iris"], "READY", "state")
    client.unload_model("iris", unload_dependents=True)
    equal(states(client)["iris"], "UNAVAILABLE", "state of what was unloaded")
    equal(client.is_model_ready("iris"), False, "unloaded model is ready")
    client.load_model("iris", config=json.dumps({"max_batch_size": 4}))
    equal(largest_batch(), 4, "max_batch_size")
    client.load_model("iris")
    equal(largest_batch(), 0, "max_batch_size of the repository")
    client.load_model("mine", config="{}", files={"file:3/model.onnx": file})
    equal(client.is_model_ready("mine", "3"), True, "uploaded model is ready")
    client.unload_model("mine")
    equal("mine" in states(client), False, "uploaded model is in the index")


def says_what_does_not_load(client: Client) -> None:
    # the words that tritonclient's own examples look for
    refused(partial(client.load_model, "none"), "failed to load 'none'")
    refused(partial(client.load_model, "iris", config='"max_batch_size": 16'), "failed to load 'iris'")
    refused(partial(client.load_model, "iris", files={"file:1/model.onnx": b"x"}), "failed to load 'iris'")
    equal(client.is_model_ready("iris"), True, "iris is ready")


# --- trace and log settings


def changes_the_log(client: Client) -> None:
    def verbose_level(settings: dict) -> int:
        if client.is_grpc:
            return settings["settings"]["log_verbose_level"].get("uint32_param", 0)
        return settings["log_verbose_level"]

    for level in (1, 0):
        answer = client.json("update_log_settings", {"log_verbose_level": level})
        equal(verbose_level(answer), level, "level in the answer")
        equal(verbose_level(client.json("get_log_settings")), level, "level")
    refused(partial(client.update_log_settings, {"log_loudness": 1}), "log_loudness")


def changes_traces(client: Client, models: tuple) -> None:
    """Of the whole server, and of a model that then has its own."""

    def rate(settings: dict) -> str:
        return settings["settings"]["trace_rate"]["value"][0] if client.is_grpc else settings["trace_rate"]

    for model in models:
        before = rate(client.json("get_trace_settings", model))
        answer = client.json("update_trace_settings", model, {"trace_rate": "17"})
        equal(rate(answer), "17", "rate in the answer")
        equal(rate(client.json("get_trace_settings", model)), "17", "rate")
        client.update_trace_settings(model, {"trace_rate": None})
        equal(rate(client.json("get_trace_settings", model)), before, "rate, taken back")


# --- shared memory of CUDA


def refuses_cuda_memory(client: Client) -> None:
    status = "UNIMPLEMENTED" if client.is_grpc else "501"
    for call in (
        client.get_cuda_shared_memory_status,
        partial(client.get_cuda_shared_memory_status, "region"),
        partial(client.register_cuda_shared_memory, "region", b"aGFuZGxl", 0, 16),
        partial(client.unregister_cuda_shared_memory, "region"),
    ):
        failure = refused(call, CUDA)
        contains(failure.status(), status, "status")
        contains(str(failure), CUDA, "text")
    # the first call of programs that use any shared memory; there is none of this kind to forget
    client.unregister_cuda_shared_memory()


# --- life of a client


def closes(server: Server, kind: str) -> None:
    with Client(kind, server.http, server.grpc) as client:
        equal(client.is_server_live(), True, "live")
        client.close()
        raised(Exception, client.is_server_live)


def main() -> None:
    server = Server()
    recorder = watched()
    checks = Checks(recorder)
    file = (Path(server.arguments.examples) / "iris" / "model.onnx").read_bytes()
    for kind in MODULES:
        with Client(kind, server.http, server.grpc) as client:
            checks.run(f"{kind} health", partial(tells_health, client))
            checks.run(f"{kind} metadata", partial(tells_metadata, client))
            checks.run(f"{kind} configurations", partial(tells_configurations, client))
            checks.run(f"{kind} statistics", partial(counts, client))
            checks.run(f"{kind} repository", partial(loads_and_unloads, client, file))
            checks.run(f"{kind} failed loads", partial(says_what_does_not_load, client))
            checks.run(f"{kind} log settings", partial(changes_the_log, client))
            checks.run(f"{kind} trace settings", partial(changes_traces, client, (None, "iris")))
            checks.run(f"{kind} cuda memory", partial(refuses_cuda_memory, client))
            triton_inference.check(checks, client)
            triton_tensors.check(checks, client)
        checks.run(f"{kind} options", partial(triton_inference.makes_clients, server, kind))
        checks.run(f"{kind} close", partial(closes, server, kind))
    triton_streams.check(checks, server)
    checks.run("every public method", recorder.expect_all_called)
    checks.exit()


if __name__ == "__main__":
    main()
