# SPDX-License-Identifier: Apache-2.0
"""Trains a logistic regression on the iris flowers and writes everything else in this folder.

    python3 -m venv .venv
    .venv/bin/pip install numpy==2.4.6 scikit-learn==1.9.1 skl2onnx==1.20.0 onnx==1.23.2 onnxruntime==1.29.0
    .venv/bin/python train.py

Writes model.onnx, request-v1.json, request-v2.json, expected-v1.json and expected-v2.json next to
this file, and prints the accuracy on the flowers that were held out. The expected answers are ONNX
Runtime's own, one thread. Runs with the same versions write the same files.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

FOLDER = Path(__file__).resolve().parent
SEED = 42
OPSETS = {"": 21, "ai.onnx.ml": 3}  # what ONNX Runtime 1.29 reads, and older ones too


def train() -> tuple[LogisticRegression, float, np.ndarray]:
    """The classifier, its accuracy on held-out flowers, and one held-out setosa and one virginica."""
    flowers, species = load_iris(return_X_y=True)
    train_x, test_x, train_y, test_y = train_test_split(
        flowers, species, test_size=0.2, stratify=species, random_state=SEED
    )
    classifier = LogisticRegression(max_iter=1000).fit(train_x, train_y)
    samples = np.stack([test_x[test_y == 0][0], test_x[test_y == 2][0]])
    return classifier, classifier.score(test_x, test_y), samples.astype(np.float32)


def export(classifier: LogisticRegression) -> None:
    """One float input [batch, 4]; outputs `label` [batch] and `probabilities` [batch, 3]."""
    model = to_onnx(
        classifier,
        name="iris",
        initial_types=[("X", FloatTensorType([None, 4]))],
        options={"zipmap": False},  # probabilities as a tensor, not as a list of maps
        target_opset=OPSETS,
    )
    del model.opset_import[:]  # the converter lists the default domain twice
    model.opset_import.extend(onnx.helper.make_opsetid(*opset) for opset in OPSETS.items())
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, FOLDER / "model.onnx")


def predict(batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(FOLDER / "model.onnx", options, providers=["CPUExecutionProvider"])
    label, probabilities = session.run(["label", "probabilities"], {"X": batch})
    return label, probabilities


def decimals(tensor: np.ndarray) -> list:
    """The tensor as nested lists; each float as the shortest decimal that reads back as that float."""
    if tensor.ndim > 0:
        return [decimals(part) for part in tensor]
    return float(str(tensor)) if tensor.dtype == np.float32 else tensor.item()


def write_json(name: str, value: dict) -> None:
    (FOLDER / name).write_text(json.dumps(value) + "\n", encoding="utf-8")


def write_requests_and_answers(samples: np.ndarray) -> None:
    label, probabilities = predict(samples)
    write_json("request-v1.json", {"instances": decimals(samples)})
    write_json(
        "expected-v1.json",
        {
            "predictions": [
                {"label": row_label, "probabilities": row}
                for row_label, row in zip(decimals(label), decimals(probabilities))
            ]
        },
    )
    write_json("request-v2.json", {"inputs": [tensor("X", "FP32", samples)]})
    write_json(
        "expected-v2.json",
        {
            "model_name": "iris",
            "model_version": "1",
            "outputs": [
                tensor("label", "INT64", label),
                tensor("probabilities", "FP32", probabilities),
            ],
        },
    )


def tensor(name: str, datatype: str, values: np.ndarray) -> dict:
    return {
        "name": name,
        "shape": list(values.shape),
        "datatype": datatype,
        "data": decimals(values.ravel()),
    }


if __name__ == "__main__":
    trained, accuracy, held_out = train()
    export(trained)
    write_requests_and_answers(held_out)
    print(f"accuracy on held-out flowers: {accuracy:.4f}")
