# SPDX-License-Identifier: Apache-2.0
"""Calls of tritonclient for a service that is a server of the kserve package: 5 checks."""

import argparse

import numpy as np
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

from checks import Checks, equal

TIMEOUT_S = 20


def doubles(client: triton.InferenceServerClient, **form) -> None:
    data = np.array([[1.0, 2.5], [-0.0, 4.0]], dtype=np.float32)
    given = triton.InferInput("numbers", data.shape, "FP32")
    given.set_data_from_numpy(data)
    result = client.infer("doubles", [given], request_id="7", client_timeout=TIMEOUT_S, **form)
    equal(result.get_response().id, "7", "id")
    # kserve answers with typed contents, of which as_numpy() reads only those of BYTES
    told = result.get_output("doubled").contents.fp32_contents
    equal(list(told), (2 * data).flatten().tolist(), "answer")


def keeps_the_status(client: triton.InferenceServerClient) -> None:
    given = triton.InferInput("numbers", [1], "FP32")
    given.set_data_from_numpy(np.array([-1], dtype=np.float32))
    try:
        client.infer("doubles", [given], client_timeout=TIMEOUT_S)
    except InferenceServerException as failure:
        equal(failure.status(), "StatusCode.INVALID_ARGUMENT", "status")
        equal("there are negative numbers" in failure.message(), True, failure.message())
    else:
        raise AssertionError("it was answered")


parser = argparse.ArgumentParser()
parser.add_argument("grpc")
parser.add_argument("host")
arguments = parser.parse_args()
checks = Checks()
by_model = triton.InferenceServerClient(arguments.grpc)
by_host = triton.InferenceServerClient(
    arguments.grpc, channel_args=[("grpc.default_authority", arguments.host)]
)
checks.run("by the model's name", lambda: doubles(by_model))
checks.run("by metadata", lambda: doubles(by_model, headers={"kserve-isvc-name": "doubles"}))
checks.run("by its host", lambda: doubles(by_host))
checks.run("ready", lambda: equal(by_host.is_server_ready() and by_model.is_model_ready("doubles"), True, "ready"))
checks.run("status", lambda: keeps_the_status(by_model))
checks.exit()
