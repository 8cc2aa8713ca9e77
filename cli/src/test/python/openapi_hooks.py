# SPDX-License-Identifier: Apache-2.0
"""What a schema can't say of a valid request: how its parts belong together. Loaded by Schemathesis."""

import base64

import schemathesis

BINARY_LENGTH = "Inference-Header-Content-Length"
EVENT_HEADERS = ("Ce-Specversion", "Ce-Id", "Ce-Source", "Ce-Type")
OF_OTHER_PLACES = ("binary_data_size", "shared_memory_region", "shared_memory_offset", "shared_memory_byte_size")
MOST_ROWS = 4
LARGEST = 1000.0

# What the model of the example takes: rows of four floats.
RAW_ROW = bytes(16)
PLAIN_ROW = {"X": [5.1, 3.5, 1.4, 0.2]}
V1_REQUEST = b'{"instances": [[5.1, 3.5, 1.4, 0.2]]}'


@schemathesis.hook
def map_case(context, case):
    if case.media_type == "application/json" and case.headers:
        # would say that bytes follow the JSON
        case.headers.pop(BINARY_LENGTH, None)
    if case.meta is not None and case.meta.generation.mode.is_positive:
        make_fit(case)
    return case


def make_fit(case) -> None:
    if case.headers and not all(case.headers.get(name) for name in EVENT_HEADERS):
        for name in [name for name in case.headers if name.startswith("Ce-")]:
            del case.headers[name]
    path = case.operation.path
    infer = path.endswith(("/infer", "/infer_stream"))
    if infer and case.media_type == "application/octet-stream":
        case.headers[BINARY_LENGTH] = "0"
        case.body = RAW_ROW
    elif infer and isinstance(case.body, dict):
        case.body = fitting(case.body)
        if path.endswith("_stream"):
            # events have no bytes behind them
            case.body = {name: case.body[name] for name in ("id", "inputs") if name in case.body}
    elif path.endswith(("/generate", "/generate_stream")) and isinstance(case.body, dict):
        case.body = {name: case.body[name] for name in ("id",) if name in case.body} | PLAIN_ROW
    elif isinstance(case.body, dict) and "data_base64" in case.body:
        case.body = case.body | {"data_base64": base64.b64encode(V1_REQUEST).decode()}
    if isinstance(case.body, (dict, list)):
        case.body = finite(case.body)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """False for a failure that is none: the tool calls a request negative that only leaves out an optional body."""
    described = case.meta.phase.data.description if case.meta is not None else None
    return not (type(failure).__name__ == "AcceptedNegativeData" and described == "Positive test case")


def fitting(request: dict) -> dict:
    """The request with as many elements in each tensor as its shape says, and each output asked for once."""
    result = dict(request)
    if isinstance(result.get("inputs"), list):
        result["inputs"] = [fitting_input(tensor) for tensor in result["inputs"]]
    if isinstance(result.get("outputs"), list):
        by_name = {output["name"]: without_places(output) for output in result["outputs"]}
        result["outputs"] = list(by_name.values())
    return result


def fitting_input(tensor: dict) -> dict:
    if tensor["datatype"] != "FP32" or len(tensor["shape"]) != 2:
        return tensor
    rows = int(tensor["shape"][0]) % MOST_ROWS
    columns = int(tensor["shape"][1])
    values = list(numbers(tensor.get("data", [])))[: rows * columns]
    values += [0.5] * (rows * columns - len(values))
    return without_places(tensor) | {"shape": [rows, columns], "data": values}


def without_places(tensor: dict) -> dict:
    """Without the parameters that say that the data are somewhere else."""
    if not isinstance(tensor.get("parameters"), dict):
        return tensor
    kept = {name: value for name, value in tensor["parameters"].items() if name not in OF_OTHER_PLACES}
    return tensor | {"parameters": kept}


def finite(value):
    """With floats so small that a model answers with numbers: JSON has none for the others.

    And whole numbers without a decimal point: to JSON Schema 2.0 is an integer, to the parameters of v2 it is not.
    """
    if isinstance(value, float):
        return int(small) if (small := max(-LARGEST, min(LARGEST, value))).is_integer() else small
    if isinstance(value, list):
        return [finite(element) for element in value]
    if isinstance(value, dict):
        return {name: finite(member) for name, member in value.items()}
    return value


def numbers(data):
    for element in data:
        if isinstance(element, list):
            yield from numbers(element)
        else:
            yield element


@schemathesis.deserializer("text/html", "text/event-stream")
def read_page(context, response):
    return response.content.decode("utf-8")
