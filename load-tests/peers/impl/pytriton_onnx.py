# SPDX-License-Identifier: Apache-2.0
import os

import common
from pytriton.model_config import ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

session = common.session()


def infer(requests):
    return [dict(zip(common.OUTPUTS, session.run(common.OUTPUTS, dict(request.data)))) for request in requests]


def tensors(described):
    return [Tensor(name=t["name"], dtype=common.NUMPY[t["datatype"]], shape=tuple(t["shape"])) for t in described]


config = TritonConfig(
    http_address="127.0.0.1",
    http_port=int(os.environ["HTTP"]),
    grpc_address="127.0.0.1",
    grpc_port=int(os.environ["GRPC"]),
    metrics_port=int(os.environ["METRICS"]),
    http_thread_count=1,
)
with Triton(config=config) as triton:
    triton.bind(
        model_name=common.MODEL,
        infer_func=infer,
        inputs=tensors(common.META["inputs"]),
        outputs=tensors(common.META["outputs"]),
        config=ModelConfig(batching=False),
    )
    triton.serve()
