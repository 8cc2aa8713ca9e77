# SPDX-License-Identifier: Apache-2.0
"""What a server has over gRPC beside single predictions: streams, statistics, health, reflection."""

import asyncio
import queue
from functools import partial

import grpc
import numpy as np
import tritonclient.grpc as triton
import tritonclient.grpc.aio as triton_aio
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from tritonclient.utils import InferenceServerException

from checks import Checks, Server, contains, equal, raised
from reference import Model

TIMEOUT_S = 30
REQUESTS = 200


def tensors(model: Model, batch: np.ndarray, of=triton) -> list:
    tensor = of.InferInput(model.input.name, batch.shape, model.input.datatype)
    tensor.set_data_from_numpy(batch)
    return [tensor]


def outputs(result) -> dict:
    names = [output.name for output in result.get_response().outputs]
    return {name: result.as_numpy(name) for name in names}


def streams(server: Server, model: Model) -> None:
    """Many requests of one stream, answered in order; a bad one among them is told and ends nothing."""
    batch = model.batches(1)[0]
    answers: queue.Queue = queue.Queue()
    with triton.InferenceServerClient(server.grpc) as client:
        client.start_stream(lambda result, error: answers.put((result, error)))
        for i in range(REQUESTS):
            name = "no-such-model" if i == 7 else model.name
            client.async_stream_infer(name, tensors(model, batch), request_id=str(i))
        for i in range(REQUESTS):
            result, error = answers.get(timeout=TIMEOUT_S)
            if i == 7:
                contains(str(error), "no-such-model", "error")
                continue
            equal(error, None, f"error of request {i}")
            response = result.get_response()
            equal(response.id, str(i), "id")
            equal(response.parameters["triton_final_response"].bool_param, True, "final response")
            model.expect(batch, outputs(result))
        client.stop_stream()


def compresses(server: Server, model: Model, algorithm: str) -> None:
    batch = model.batches(64)[0]
    with triton.InferenceServerClient(server.grpc) as client:
        result = client.infer(model.name, tensors(model, batch), compression_algorithm=algorithm)
        model.expect(batch, outputs(result))


def fails_at_the_deadline(server: Server, model: Model) -> None:
    with triton.InferenceServerClient(server.grpc) as client:
        # far more than a millisecond of work, which is the shortest deadline that gRPC's timers know
        batch = np.tile(model.batches(64)[0], (4000, 1))
        action = partial(client.infer, model.name, tensors(model, batch), client_timeout=1e-3)
        equal(raised(InferenceServerException, action).status(), "StatusCode.DEADLINE_EXCEEDED", "status")


def tells_statistics(server: Server, model: Model) -> None:
    with triton.InferenceServerClient(server.grpc) as client:
        before = client.get_inference_statistics(model.name).model_stats[0]
        for _ in range(3):
            client.infer(model.name, tensors(model, model.batches(2)[0]))
        after = client.get_inference_statistics(model.name, "1").model_stats[0]
        equal(after.execution_count - before.execution_count, 3, "executions")
        equal(after.inference_count - before.inference_count, 6, "inferences")
        equal(after.inference_stats.success.count - before.inference_stats.success.count, 3, "successes")
        names = [each.name for each in client.get_inference_statistics().model_stats]
        equal(sorted(names), sorted(each.name for each in server.models), "names")


async def aio(server: Server, model: Model) -> None:
    batch = model.batches(2)[0]

    async def requests():
        for i in range(20):
            yield {"model_name": model.name, "inputs": tensors(model, batch, triton_aio), "request_id": str(i)}

    async with triton_aio.InferenceServerClient(server.grpc) as client:
        equal(await client.is_server_ready(), True, "ready")
        model.expect(batch, outputs(await client.infer(model.name, tensors(model, batch, triton_aio))))
        ids = []
        async for result, error in client.stream_infer(requests()):
            equal(error, None, "error")
            model.expect(batch, outputs(result))
            ids.append(result.get_response().id)
        equal(ids, [str(i) for i in range(20)], "ids")


def is_healthy(server: Server) -> None:
    with grpc.insecure_channel(server.grpc) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        for service in ("", "inference.GRPCInferenceService", server.models[0].name):
            answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=TIMEOUT_S)
            equal(answer.status, health_pb2.HealthCheckResponse.SERVING, f"status of {service!r}")
            watch = stub.Watch(health_pb2.HealthCheckRequest(service=service), timeout=TIMEOUT_S)
            equal(next(watch).status, health_pb2.HealthCheckResponse.SERVING, f"watched {service!r}")
            watch.cancel()
        unknown = partial(stub.Check, health_pb2.HealthCheckRequest(service="nothing"), timeout=TIMEOUT_S)
        equal(raised(grpc.RpcError, unknown).code(), grpc.StatusCode.NOT_FOUND, "status")


def reflects(server: Server) -> None:
    with grpc.insecure_channel(server.grpc) as channel:
        database = ProtoReflectionDescriptorDatabase(channel)
        services = list(database.get_services())
        for name in ("inference.GRPCInferenceService", "grpc.health.v1.Health"):
            equal(name in services, True, f"{name} is listed")
        service = DescriptorPool(database).FindServiceByName("inference.GRPCInferenceService")
        request = service.methods_by_name["ModelInfer"].input_type
        equal(request.fields_by_name["raw_input_contents"].number, 7, "number of raw_input_contents")


def may_ping_often(server: Server, model: Model) -> None:
    """A stream with a keep-alive far below 10 s and nothing to say is not cut off."""
    options = triton.KeepAliveOptions(
        keepalive_time_ms=50, keepalive_timeout_ms=5000, keepalive_permit_without_calls=True
    )
    answers: queue.Queue = queue.Queue()
    with triton.InferenceServerClient(server.grpc, keepalive_options=options) as client:
        client.start_stream(lambda result, error: answers.put((result, error)))
        raised(queue.Empty, partial(answers.get, timeout=3))
        client.async_stream_infer(model.name, tensors(model, model.batches(1)[0]))
        equal(answers.get(timeout=TIMEOUT_S)[1], None, "error")
        client.stop_stream()


def main() -> None:
    server, checks = Server(), Checks()
    for model in server.models:
        checks.run(f"{model.name} stream", partial(streams, server, model))
        checks.run(f"{model.name} statistics", partial(tells_statistics, server, model))
        checks.run(f"{model.name} aio", lambda model=model: asyncio.run(aio(server, model)))
    first = server.models[0]
    for algorithm in ("gzip", "deflate"):
        checks.run(f"{algorithm} request", partial(compresses, server, first, algorithm))
    checks.run("deadline", partial(fails_at_the_deadline, server, first))
    checks.run("health", partial(is_healthy, server))
    checks.run("reflection", partial(reflects, server))
    checks.run("keep-alive", partial(may_ping_often, server, first))
    checks.exit()


if __name__ == "__main__":
    main()
