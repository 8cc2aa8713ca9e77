# SPDX-License-Identifier: Apache-2.0
"""The request of a model in each protocol, and whether an answer is right."""
import base64
import http.client
import json
import struct

import numpy as np

NUMPY = {"FP32": np.float32, "FP64": np.float64, "INT64": np.int64, "INT32": np.int32}
CONTENTS = {"FP32": "fp32_contents", "FP64": "fp64_contents", "INT64": "int64_contents", "INT32": "int_contents"}
MAX_MESSAGE = 64 << 20


class Model:
    """A model with its request and the answer to it, as models.py left them."""

    def __init__(self, directory, name):
        self.name = name
        self.directory = directory
        with open(f"{directory}/meta.json") as file:
            self.meta = json.load(file)
        with open(f"{directory}/request.json", "rb") as file:
            self.json = file.read()
        self.inputs = self.tensors("input", self.meta["inputs"])
        self.expected = self.tensors("output", self.meta["outputs"])

    def tensors(self, prefix, described):
        return {t["name"]: np.fromfile(f"{self.directory}/{prefix}_{t['name']}.bin", NUMPY[t["datatype"]]) for t in described}

    def request(self, protocol):
        """Body and headers; a message of gRPC with its frame."""
        if protocol == "json":
            return self.json, {"content-type": "application/json"}
        if protocol == "bin":
            head = {
                "inputs": [
                    {"name": t["name"], "shape": t["sample"], "datatype": t["datatype"], "parameters": {"binary_data_size": self.inputs[t["name"]].nbytes}}
                    for t in self.meta["inputs"]
                ],
                "outputs": [{"name": t["name"], "parameters": {"binary_data": True}} for t in self.meta["outputs"]],
            }
            text = json.dumps(head).encode()
            body = text + b"".join(a.tobytes() for a in self.inputs.values())
            return body, {"content-type": "application/octet-stream", "inference-header-content-length": str(len(text))}
        message = self.message().SerializeToString()
        return struct.pack(">BI", 0, len(message)) + message, {"content-type": "application/grpc", "te": "trailers"}

    def message(self):
        from tritonclient.grpc import service_pb2

        message = service_pb2.ModelInferRequest(model_name=self.name)
        for tensor in self.meta["inputs"]:
            added = message.inputs.add(name=tensor["name"], datatype=tensor["datatype"])
            added.shape.extend(tensor["sample"])
            message.raw_input_contents.append(self.inputs[tensor["name"]].tobytes())
        return message

    def check(self, answer, only=None):
        """Raises ValueError unless `answer` is the expected one; `only` names an output that the first one is compared with."""
        wanted = self.expected
        if only:
            answer, wanted = {only: next(iter(answer.values()))}, {only: wanted[only]}
        for name, values in wanted.items():
            found = answer.get(name)
            if found is None or found.size != values.size or not np.allclose(found.astype(float).ravel(), values.astype(float).ravel(), rtol=1e-3, atol=1e-3):
                raise ValueError(f"wrong answer for {name}: {str(found)[:150]} (expected: {str(values)[:150]})")


def ask_http(port, path, body, headers):
    """Headers and body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise ValueError(f"HTTP {response.status}: {answer[:200]!r}")
        return {name.lower(): value for name, value in response.getheaders()}, answer
    finally:
        connection.close()


def ask_grpc(port, service, message):
    """The bytes of the answer."""
    import grpc

    options = [("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)]
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as channel:
        return channel.unary_unary(f"/{service}/ModelInfer")(message, timeout=60)


def read_http(headers, body):
    """The tensors of a v2 answer."""
    length = headers.get("inference-header-content-length")
    head = json.loads(body if length is None else body[: int(length)])
    offset, tensors = int(length or 0), {}
    for output in head["outputs"]:
        size = (output.get("parameters") or {}).get("binary_data_size")
        if size is None:
            tensors[output["name"]] = np.array(output["data"]).ravel()
        else:
            tensors[output["name"]] = np.frombuffer(body[offset : offset + size], NUMPY[output["datatype"]])
            offset += size
    return tensors


def read_grpc(message):
    from tritonclient.grpc import service_pb2

    answer = service_pb2.ModelInferResponse.FromString(message)
    if answer.raw_output_contents:
        return {o.name: np.frombuffer(raw, NUMPY[o.datatype]) for o, raw in zip(answer.outputs, answer.raw_output_contents)}
    return {o.name: np.array(getattr(o.contents, CONTENTS[o.datatype])) for o in answer.outputs}


def replies(json_answer, bin_answer, grpc_answer):
    """What the floor sends, as its Replies reads it: answers of ask_http and of ask_grpc."""

    def fixed(answer):
        headers, body = answer
        return {"headers": {k: v for k, v in headers.items() if k != "content-length"}, "body": base64.b64encode(body).decode()}

    return json.dumps({"json": fixed(json_answer), "bin": fixed(bin_answer), "grpc": base64.b64encode(grpc_answer).decode()})


def self_check():
    values = np.array([1.5, 2.5], np.float32)
    head = b'{"outputs":[{"name":"y","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":8}}]}'
    read = read_http({"inference-header-content-length": str(len(head))}, head + values.tobytes())
    assert (read["y"] == values).all()
    read = read_http({}, b'{"outputs":[{"name":"y","datatype":"INT64","shape":[1,2],"data":[[3,4]]}]}')
    assert list(read["y"]) == [3, 4]
    text = json.loads(replies(({"a": "b", "content-length": "1"}, b"x"), ({}, b""), b"\0\1"))
    assert text == {"json": {"headers": {"a": "b"}, "body": "eA=="}, "bin": {"headers": {}, "body": ""}, "grpc": "AAE="}
