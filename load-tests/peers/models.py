#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the models of the measurement, with one request and its expected answer each; seeds are fixed.

models.py DIRECTORY [MODEL...]

DIRECTORY/MODEL has model.onnx (and what other engines need: model.pt, model.joblib), meta.json (inputs and outputs:
name, datatype, shape with -1 for the batch, sample: the shape in the request), request.json (the v2 request), and
input_NAME.bin and output_NAME.bin with the elements in the order of this machine.
"""
import json
import os
import sys

import numpy as np

DATATYPES = {"float32": "FP32", "float64": "FP64", "int64": "INT64", "int32": "INT32"}


def describe(tensors):
    return [
        {"name": name, "datatype": DATATYPES[str(a.dtype)], "shape": [-1, *a.shape[1:]], "sample": list(a.shape)}
        for name, a in tensors.items()
    ]


def save(directory, inputs, note):
    """Asks ONNX Runtime for the expected answer and writes everything beside model.onnx."""
    import onnxruntime

    session = onnxruntime.InferenceSession(f"{directory}/model.onnx", providers=["CPUExecutionProvider"])
    outputs = {o.name: a for o, a in zip(session.get_outputs(), session.run(None, inputs))}
    for prefix, tensors in (("input", inputs), ("output", outputs)):
        for name, a in tensors.items():
            a.tofile(f"{directory}/{prefix}_{name}.bin")
    request = {"inputs": [{"name": name, "shape": list(a.shape), "datatype": DATATYPES[str(a.dtype)], "data": a.ravel().tolist()} for name, a in inputs.items()]}
    with open(f"{directory}/request.json", "w") as file:
        json.dump(request, file)
    with open(f"{directory}/meta.json", "w") as file:
        json.dump({"note": note, "inputs": describe(inputs), "outputs": describe(outputs)}, file, indent=1)
    return outputs


def iris(directory):
    import joblib
    from skl2onnx import to_onnx
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    features, classes = load_iris(return_X_y=True)
    features = features.astype(np.float32)
    model = LogisticRegression(max_iter=500, random_state=0).fit(features, classes)
    joblib.dump(model, f"{directory}/model.joblib")
    converted = to_onnx(model, features[:1], options={"zipmap": False}, target_opset=17)
    with open(f"{directory}/model.onnx", "wb") as file:
        file.write(converted.SerializeToString())
    save(directory, {"X": features[:1]}, "logistic regression of scikit-learn, 4 features, 3 classes")


def from_torch(directory, network, inputs, output, axes, note):
    """Exports for ONNX Runtime and for TorchServe, and checks that both agree."""
    import torch

    network.eval()
    values = tuple(inputs.values())
    with torch.no_grad():
        torch.jit.trace(network, values, check_trace=False).save(f"{directory}/model.pt")
        torch.onnx.export(
            network,
            values,
            f"{directory}/model.onnx",
            input_names=list(inputs),
            output_names=[output],
            opset_version=17,
            dynamo=False,
            dynamic_axes={**{name: axes for name in inputs}, output: {0: "batch"}},
        )
        reference = network(*values).numpy()
    outputs = save(directory, {name: t.numpy() for name, t in inputs.items()}, note)
    assert np.allclose(outputs[output], reference, atol=1e-3)


def mlp(directory):
    import torch

    torch.manual_seed(0)
    layers = [layer for _ in range(4) for layer in (torch.nn.Linear(512, 512), torch.nn.ReLU())]
    network = torch.nn.Sequential(*layers, torch.nn.Linear(512, 10))
    from_torch(directory, network, {"x": torch.rand(1, 512)}, "y", {0: "batch"}, "perceptron, 4 layers of 512, 10 outputs")


def resnet50(directory):
    import torch
    import torchvision

    torch.manual_seed(0)
    network = torchvision.models.resnet50(weights=None)
    from_torch(directory, network, {"x": torch.rand(1, 3, 224, 224)}, "y", {0: "batch"}, "ResNet-50 v1.5, random weights")


def textenc(directory):
    import torch
    from transformers import BertConfig, BertModel

    class Encoder(torch.nn.Module):
        def __init__(self, config):
            super().__init__()
            self.bert = BertModel(config, add_pooling_layer=False)

        def forward(self, ids, mask):
            states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
            weights = mask.unsqueeze(-1).float()
            mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=-1)

    torch.manual_seed(0)
    config = BertConfig(vocab_size=30522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, attn_implementation="eager")
    ids = torch.randint(1000, 30000, (1, 32), generator=torch.Generator().manual_seed(0))
    ids[:, 0], ids[:, -1] = 101, 102
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    from_torch(directory, Encoder(config), inputs, "embedding", {0: "batch", 1: "sequence"}, "text encoder, 6 layers of 384, 12 heads, random weights, 32 tokens")


def identity(directory):
    from onnx import TensorProto, helper, save_model

    shape = ["batch", 262144]
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])],
        "identity",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)],
    )
    save_model(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), f"{directory}/model.onnx")
    values = np.random.default_rng(0).random((1, 262144), dtype=np.float32)
    save(directory, {"x": values}, "returns its input, 1 MiB")


MODELS = {"iris": iris, "mlp": mlp, "resnet50": resnet50, "textenc": textenc, "identity": identity}


def main():
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(MODELS):
        sys.exit(f"usage: models.py DIRECTORY [{'|'.join(MODELS)}...]")
    for name in sys.argv[2:] or MODELS:
        directory = os.path.join(sys.argv[1], name)
        os.makedirs(directory, exist_ok=True)
        MODELS[name](directory)
        print(f"{name}: made", flush=True)


if __name__ == "__main__":
    main()
