# SPDX-License-Identifier: Apache-2.0
"""tritonclient's inputs, requested outputs and results: every datatype and shape, in every place."""

from functools import partial

import numpy as np
from tritonclient.utils import shared_memory

from checks import Checks, equal, raised
from tensors import DTYPES, ONLY_BINARY, expect, values
from triton_clients import Client, refused


def echo(client: Client, tensors: dict[str, np.ndarray], inputs: list, outputs: list | None) -> None:
    result = client.infer("identity_all", inputs, outputs=outputs)
    for datatype, tensor in tensors.items():
        expect(result.as_numpy(f"out_{datatype}"), tensor, datatype)


def passes_every_datatype(client: Client, rows: slice, finite: bool) -> None:
    tensors = {datatype: values(datatype, finite)[rows] for datatype in DTYPES}
    inputs = [client.tensor(f"in_{datatype}", datatype, tensor) for datatype, tensor in tensors.items()]
    equal([given.datatype() for given in inputs], list(DTYPES), "datatypes")
    echo(client, tensors, inputs, None)
    outputs = [client.module.InferRequestedOutput(f"out_{datatype}") for datatype in DTYPES]
    echo(client, tensors, inputs, outputs)


def passes_every_datatype_as_json(client: Client, rows: slice) -> None:
    tensors = {datatype: values(datatype)[rows] for datatype in DTYPES}
    inputs = [
        client.tensor(f"in_{datatype}", datatype, tensor, binary_data=datatype in ONLY_BINARY)
        for datatype, tensor in tensors.items()
    ]
    outputs = [
        client.module.InferRequestedOutput(f"out_{datatype}", binary_data=datatype in ONLY_BINARY)
        for datatype in DTYPES
    ]
    # what is text in JSON stays text
    texts = [[text.decode() for text in row] for row in tensors["BYTES"]]
    tensors["BYTES"] = np.array(texts, np.object_).reshape(tensors["BYTES"].shape)
    echo(client, tensors, inputs, outputs)


def passes_a_scalar(client: Client) -> None:
    array = np.arange(6).reshape(2, 3)
    given = client.tensor("x", "INT64", array)
    result = client.infer("fixed_sum", [given])
    expect(result.as_numpy("total"), np.array(15), "INT64")
    total = result.get_output("total")
    shape = list(total.shape) if client.is_grpc else total["shape"]
    equal(shape, [], "shape of a scalar")


def knows_its_shape(client: Client) -> None:
    given = client.module.InferInput("x", [1, 1], "INT64")
    equal((given.name(), given.datatype(), given.shape()), ("x", "INT64", [1, 1]), "input")
    raised(Exception, partial(given.set_data_from_numpy, np.arange(6).reshape(2, 3)))
    given.set_shape([2, 3]).set_data_from_numpy(np.arange(6).reshape(2, 3))
    equal(given.shape(), [2, 3], "shape")
    equal(client.infer("fixed_sum", [given]).as_numpy("total").item(), 15, "total")
    given.set_shape([6])
    refused(partial(client.infer, "fixed_sum", [given]), "'x'")


def shares_memory(client: Client) -> None:
    """Inputs and outputs of the same request in one region, and then the output in the answer again."""
    name = client.kind.replace(" ", "_")
    offset, size = 64, 4096
    region = shared_memory.create_shared_memory_region(name, f"/slipway_{name}", 2 * size)
    equal(f"/slipway_{name}" in shared_memory.mapped_shared_memory_regions(), True, "is mapped")
    try:
        client.register_system_shared_memory(name, f"/slipway_{name}", size, offset=0)
        client.register_system_shared_memory("answers", f"/slipway_{name}", size, offset=size)
        status = client.json("get_system_shared_memory_status")
        equal(set(regions(client, status)), {name, "answers"}, "regions")
        shared_memory.set_shared_memory_region(region, [np.arange(6).reshape(2, 3)], offset=offset)
        source = client.module.InferInput("x", [2, 3], "INT64")
        source.set_shared_memory(name, 48, offset=offset)
        total = client.module.InferRequestedOutput("total")
        total.set_shared_memory("answers", 8, offset=8)
        result = client.infer("fixed_sum", [source], outputs=[total])
        written = shared_memory.get_contents_as_numpy(region, np.int64, [1], offset=size + 8)
        equal(written.tolist(), [15], "total in shared memory")
        equal(result.get_output("total") is not None, True, "is told of")
        total.unset_shared_memory()
        equal(client.infer("fixed_sum", [source], outputs=[total]).as_numpy("total").item(), 15, "total")
        refused(partial(client.infer, "fixed_sum", [beyond(client, name, size)]), name)
        client.unregister_system_shared_memory("answers")
        status = client.json("get_system_shared_memory_status", name)
        equal(regions(client, status)[name]["key"], f"/slipway_{name}", "key")
        client.unregister_system_shared_memory()
        equal(regions(client, client.json("get_system_shared_memory_status")), {}, "regions")
    finally:
        client.unregister_system_shared_memory()
        shared_memory.destroy_shared_memory_region(region)
    equal(f"/slipway_{name}" in shared_memory.mapped_shared_memory_regions(), False, "is mapped")


def beyond(client: Client, name: str, size: int):
    source = client.module.InferInput("x", [2, 3], "INT64")
    source.set_shared_memory(name, 48, offset=size - 8)
    return source


def regions(client: Client, status) -> dict[str, dict]:
    if client.is_grpc:
        return status.get("regions", {})
    return {region["name"]: region for region in status}


def check(checks: Checks, client: Client) -> None:
    kind = client.kind
    for name, rows in (("three rows", slice(0, 3)), ("one row", slice(0, 1)), ("no rows", slice(0, 0))):
        checks.run(f"{kind} binary, {name}", partial(passes_every_datatype, client, rows, True))
        if not client.is_grpc:
            checks.run(f"{kind} json, {name}", partial(passes_every_datatype_as_json, client, rows))
    checks.run(f"{kind} binary, not finite", partial(passes_every_datatype, client, slice(0, 3), False))
    checks.run(f"{kind} scalar", partial(passes_a_scalar, client))
    checks.run(f"{kind} shape", partial(knows_its_shape, client))
    checks.run(f"{kind} shared memory", partial(shares_memory, client))
