# SPDX-License-Identifier: Apache-2.0
"""What the servers written in Python share: the same session of ONNX Runtime, with one thread."""
import json
import os

import numpy as np
import onnxruntime

MODEL = os.environ["MODEL"]
MODEL_DIR = os.environ["MODEL_DIR"]
with open(f"{MODEL_DIR}/meta.json") as file:
    META = json.load(file)
INPUTS = [t["name"] for t in META["inputs"]]
OUTPUTS = [t["name"] for t in META["outputs"]]
NUMPY = {"FP32": np.float32, "FP64": np.float64, "INT64": np.int64, "INT32": np.int32}


def session():
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(f"{MODEL_DIR}/model.onnx", options, providers=["CPUExecutionProvider"])


def feeds(tensors):
    """Tensors as v2 requests have them, for servers without that protocol."""
    return {t["name"]: np.asarray(t["data"], NUMPY[t["datatype"]]).reshape(t["shape"]) for t in tensors}


def answer(arrays):
    """A v2 answer, for servers without that protocol."""
    return {
        "outputs": [
            {"name": t["name"], "shape": list(a.shape), "datatype": t["datatype"], "data": a.ravel().tolist()}
            for t, a in zip(META["outputs"], arrays)
        ]
    }
