# SPDX-License-Identifier: Apache-2.0
"""Trains a small convolutional network on handwritten digits and writes everything else in this folder.

    python3 -m venv .venv
    .venv/bin/pip install numpy==2.4.6 scikit-learn==1.9.1 torch==2.15.0 onnx==1.23.2 onnxscript==0.7.2 onnxruntime==1.29.0
    .venv/bin/python train.py

Writes model.onnx, request-v1.json, request-v2.json, expected-v1.json and expected-v2.json next to
this file, and prints the accuracy on the images that were held out; it fails below 97%. The expected
answers are ONNX Runtime's own, one thread. Runs on the same machine with the same versions write the
same files.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

FOLDER = Path(__file__).resolve().parent
SEED = 42
EPOCHS = 60
BATCH = 64
OPSET = 21  # what ONNX Runtime 1.29 reads, and older ones too
LOWEST_ACCURACY = 0.97


def load() -> list[np.ndarray]:
    """Images [n, 1, 8, 8] with pixels from 0 (paper) to 1 (ink), and digits: train x, test x, train y, test y."""
    digits = load_digits()
    images = (digits.images / 16).astype(np.float32)[:, np.newaxis]
    return train_test_split(images, digits.target, test_size=0.2, stratify=digits.target, random_state=SEED)


def network() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 2 * 2, 10),
    )


def train(images: np.ndarray, digits: np.ndarray) -> nn.Sequential:
    """The trained network; its outputs are logits."""
    x, y = torch.from_numpy(images), torch.from_numpy(digits)
    logits = network()
    optimizer = torch.optim.Adam(logits.parameters(), lr=3e-3)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(logits(x[rows]), y[rows]).backward()
            optimizer.step()
    return logits


def export(logits: nn.Sequential) -> None:
    """One float input `image` [batch, 1, 8, 8]; one output `probabilities` [batch, 10]."""
    exported = torch.onnx.export(
        nn.Sequential(logits, nn.Softmax(dim=1)).eval(),
        (torch.zeros(2, 1, 8, 8),),
        input_names=["image"],
        output_names=["probabilities"],
        dynamic_shapes=({0: torch.export.Dim("batch")},),
        opset_version=OPSET,
        verbose=False,
    )
    model = exported.model_proto
    graph = model.graph
    # The exporter notes the stack of every operator, with the paths of this machine.
    for noted in (
        model,
        graph,
        *graph.node,
        *graph.input,
        *graph.output,
        *graph.value_info,
        *graph.initializer,
    ):
        noted.ClearField("metadata_props")
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, FOLDER / "model.onnx")


def predict(images: np.ndarray) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(FOLDER / "model.onnx", options, providers=["CPUExecutionProvider"])
    (probabilities,) = session.run(["probabilities"], {"image": images})
    return probabilities


def decimals(tensor: np.ndarray) -> list:
    """The tensor as nested lists; each float as the shortest decimal that reads back as that float."""
    if tensor.ndim > 0:
        return [decimals(part) for part in tensor]
    return float(str(tensor))


def write_json(name: str, value: dict) -> None:
    (FOLDER / name).write_text(json.dumps(value) + "\n", encoding="utf-8")


def write_requests_and_answers(images: np.ndarray) -> None:
    probabilities = predict(images)
    write_json("request-v1.json", {"instances": decimals(images)})
    write_json("expected-v1.json", {"predictions": decimals(probabilities)})
    write_json("request-v2.json", {"inputs": [tensor("image", images)]})
    write_json(
        "expected-v2.json",
        {
            "model_name": "digits",
            "model_version": "1",
            "outputs": [tensor("probabilities", probabilities)],
        },
    )


def tensor(name: str, values: np.ndarray) -> dict:
    return {
        "name": name,
        "shape": list(values.shape),
        "datatype": "FP32",
        "data": decimals(values.ravel()),
    }


if __name__ == "__main__":
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    train_x, test_x, train_y, test_y = load()
    export(train(train_x, train_y))
    accuracy = float((predict(test_x).argmax(axis=1) == test_y).mean())
    print(f"accuracy on held-out images: {accuracy:.4f}")
    if accuracy < LOWEST_ACCURACY:
        raise SystemExit(f"accuracy {accuracy:.4f} (expected: at least {LOWEST_ACCURACY})")
    write_requests_and_answers(test_x[:2])
