# SPDX-License-Identifier: Apache-2.0
"""Prints what a server has to answer to an example's committed requests on this machine.

    python expected_answers.py EXAMPLES_DIR NAME

One JSON object: {"v1": the answer to request-v1.json, "v2": the answer to request-v2.json}.
"""

import json
import sys
from pathlib import Path

import numpy as np

from reference import DTYPES, Model, decimals


def v1(model: Model, request: dict) -> dict:
    answer = model.answer(np.array(request["instances"], DTYPES[model.input.datatype]))
    rows = {name: decimals(tensor) for name, tensor in answer.items()}
    if len(rows) == 1:
        return {"predictions": next(iter(rows.values()))}
    return {"predictions": [dict(zip(rows, row)) for row in zip(*rows.values())]}


def v2(model: Model, request: dict) -> dict:
    (tensor,) = request["inputs"]
    answer = model.answer(np.array(tensor["data"], DTYPES[tensor["datatype"]]).reshape(tensor["shape"]))
    return {
        "model_name": model.name,
        "model_version": "1",
        "outputs": [
            {
                "name": output.name,
                "shape": list(answer[output.name].shape),
                "datatype": output.datatype,
                "data": decimals(answer[output.name].ravel()),
            }
            for output in model.outputs
        ],
    }


if __name__ == "__main__":
    example = Model(Path(sys.argv[1]), sys.argv[2])
    answers = {
        protocol: answer(example, json.loads((example.folder / f"request-{protocol}.json").read_text()))
        for protocol, answer in (("v1", v1), ("v2", v2))
    }
    print(json.dumps(answers))
