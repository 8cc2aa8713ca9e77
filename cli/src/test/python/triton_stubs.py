# SPDX-License-Identifier: Apache-2.0
"""Stubs made from Triton's files, in a program that sends typed contents and reads raw ones only.

The server has the models iris and fixed_sum, and is told to answer raw.
"""

import queue
from functools import partial

import grpc
import numpy as np
from tritonclient.grpc import service_pb2, service_pb2_grpc

from checks import Checks, Server, equal
from tensors import DTYPES

TIMEOUT_S = 30


def flowers() -> service_pb2.ModelInferRequest:
    asked = service_pb2.ModelInferRequest(model_name="iris")
    given = asked.inputs.add(name="X", datatype="FP32", shape=[2, 4])
    given.contents.fp32_contents.extend([5.1, 3.5, 1.4, 0.2, 6.7, 3.0, 5.2, 2.3])
    return asked


def numbers() -> service_pb2.ModelInferRequest:
    asked = service_pb2.ModelInferRequest(model_name="fixed_sum")
    given = asked.inputs.add(name="x", datatype="INT64", shape=[2, 3])
    given.contents.int64_contents.extend(range(6))
    return asked


def raw(answer: service_pb2.ModelInferResponse) -> dict[str, np.ndarray]:
    equal(len(answer.raw_output_contents), len(answer.outputs), "raw contents")
    tensors = {}
    for output, contents in zip(answer.outputs, answer.raw_output_contents, strict=True):
        equal(output.HasField("contents"), False, "has typed contents")
        tensors[output.name] = np.frombuffer(contents, DTYPES[output.datatype]).reshape(output.shape)
    return tensors


def answers_raw(stub) -> None:
    tensors = raw(stub.ModelInfer(flowers(), timeout=TIMEOUT_S))
    equal(tensors["label"].tolist(), [0, 2], "labels")
    equal(tensors["probabilities"].shape, (2, 3), "shape")
    equal(raw(stub.ModelInfer(numbers(), timeout=TIMEOUT_S))["total"].item(), 15, "total")


def streams_raw(stub) -> None:
    asked: queue.Queue = queue.Queue()
    answers = stub.ModelStreamInfer(iter(asked.get, None), timeout=TIMEOUT_S)
    asked.put(flowers())
    equal(raw(next(answers).infer_response)["label"].tolist(), [0, 2], "labels")
    asked.put(numbers())
    equal(raw(next(answers).infer_response)["total"].item(), 15, "total")
    asked.put(None)
    equal(list(answers), [], "more answers")


def answers_typed_if_asked_to(stub) -> None:
    asked = numbers()
    asked.parameters["binary_data_output"].bool_param = False
    answer = stub.ModelInfer(asked, timeout=TIMEOUT_S)
    equal(len(answer.raw_output_contents), 0, "raw contents")
    equal(list(answer.outputs[0].contents.int64_contents), [15], "typed contents")


def main() -> None:
    server, checks = Server(), Checks()
    with grpc.insecure_channel(server.grpc) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        checks.run("answered raw", partial(answers_raw, stub))
        checks.run("stream answered raw", partial(streams_raw, stub))
        checks.run("answered typed if asked to", partial(answers_typed_if_asked_to, stub))
    checks.exit()


if __name__ == "__main__":
    main()
