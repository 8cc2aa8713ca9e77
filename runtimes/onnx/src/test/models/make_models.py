# SPDX-License-Identifier: Apache-2.0
# Makes the models beside it. Needs: pip install onnx==1.23.2 numpy scikit-learn==1.9.1 skl2onnx==1.20.0
# Run: python make_models.py   (the files are committed; run it again only to change them)
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
OPSET = [helper.make_opsetid("", 21)]


def value(name, elem_type, shape):
    return helper.make_tensor_value_info(name, elem_type, shape)


def save(name, nodes, inputs, outputs, initializers=(), opsets=None, **kwargs):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = helper.make_model(
        graph, opset_imports=opsets or OPSET, producer_name="slipway", ir_version=10
    )
    onnx.save(model, HERE / f"{name}.onnx", **kwargs)


TYPES = {
    "BOOL": TensorProto.BOOL,
    "UINT8": TensorProto.UINT8,
    "UINT16": TensorProto.UINT16,
    "UINT32": TensorProto.UINT32,
    "UINT64": TensorProto.UINT64,
    "INT8": TensorProto.INT8,
    "INT16": TensorProto.INT16,
    "INT32": TensorProto.INT32,
    "INT64": TensorProto.INT64,
    "FP16": TensorProto.FLOAT16,
    "BF16": TensorProto.BFLOAT16,
    "FP32": TensorProto.FLOAT,
    "FP64": TensorProto.DOUBLE,
    "BYTES": TensorProto.STRING,
}

# One identity per datatype, in one model: what goes in comes out, dimension 0 is the batch.
save(
    "identity_all",
    [helper.make_node("Identity", [f"in_{t}"], [f"out_{t}"]) for t in TYPES],
    [value(f"in_{t}", e, ["batch", 2]) for t, e in TYPES.items()],
    [value(f"out_{t}", e, ["batch", 2]) for t, e in TYPES.items()],
)

# The same without BF16, which KServe's clients do not know.
COMMON = {t: e for t, e in TYPES.items() if t != "BF16"}
save(
    "identity_common",
    [helper.make_node("Identity", [f"in_{t}"], [f"out_{t}"]) for t in COMMON],
    [value(f"in_{t}", e, ["batch", 2]) for t, e in COMMON.items()],
    [value(f"out_{t}", e, ["batch", 2]) for t, e in COMMON.items()],
)

# sum = a + b, difference = a - b; the batch dimension has a name.
save(
    "add_sub",
    [
        helper.make_node("Add", ["a", "b"], ["sum"]),
        helper.make_node("Sub", ["a", "b"], ["difference"]),
    ],
    [value("a", TensorProto.FLOAT, ["batch", 4]), value("b", TensorProto.FLOAT, ["batch", 4])],
    [
        value("sum", TensorProto.FLOAT, ["batch", 4]),
        value("difference", TensorProto.FLOAT, ["batch", 4]),
    ],
)

# Two batch names: a + b broadcasts, and the output claims to be as long as a.
save(
    "broadcast",
    [helper.make_node("Add", ["a", "b"], ["sum"])],
    [value("a", TensorProto.FLOAT, ["n", 2]), value("b", TensorProto.FLOAT, ["m", 2])],
    [value("sum", TensorProto.FLOAT, ["n", 2])],
)

# Every dimension fixed; a scalar output.
save(
    "fixed_sum",
    [helper.make_node("ReduceSum", ["x"], ["total"], keepdims=0)],
    [value("x", TensorProto.INT64, [2, 3])],
    [value("total", TensorProto.INT64, [])],
)

# The output's shape depends on the values.
save(
    "nonzero",
    [helper.make_node("NonZero", ["x"], ["indices"])],
    [value("x", TensorProto.FLOAT, [None, None])],
    [value("indices", TensorProto.INT64, [2, None])],
)

# Gather: an index out of bounds is the caller's fault.
save(
    "gather",
    [helper.make_node("Gather", ["data", "index"], ["picked"])],
    [value("data", TensorProto.FLOAT, [3]), value("index", TensorProto.INT64, ["n"])],
    [value("picked", TensorProto.FLOAT, ["n"])],
)

# Takes as long as it is told to: multiplies a matrix by itself, which leaves it as it is. No step
# takes a millisecond, none can be left out.
body = helper.make_graph(
    [
        helper.make_node("Identity", ["go_on"], ["still"]),
        helper.make_node("MatMul", ["before", "before"], ["after"]),
    ],
    "step",
    [
        value("step", TensorProto.INT64, []),
        value("go_on", TensorProto.BOOL, []),
        value("before", TensorProto.FLOAT, [128, 128]),
    ],
    [value("still", TensorProto.BOOL, []), value("after", TensorProto.FLOAT, [128, 128])],
)
save(
    "busy",
    [
        helper.make_node("Squeeze", ["steps"], ["count"]),
        helper.make_node("Constant", [], ["size"], value_ints=[128, 128]),
        helper.make_node(
            "ConstantOfShape",
            ["size"],
            ["first"],
            value=helper.make_tensor("part", TensorProto.FLOAT, [1], [1 / 128]),
        ),
        helper.make_node("Loop", ["count", "", "first"], ["last"], body=body),
        helper.make_node("ReduceMax", ["last"], ["largest"], keepdims=0),
    ],
    [value("steps", TensorProto.INT64, [1])],
    [value("largest", TensorProto.FLOAT, [])],
)

# An output of which the file does not even tell the rank.
graph = helper.make_graph(
    [helper.make_node("Reshape", ["x", "shape"], ["y"])],
    "reshape",
    [value("x", TensorProto.FLOAT, ["n"]), value("shape", TensorProto.INT64, ["rank"])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
)
onnx.save(helper.make_model(graph, opset_imports=OPSET, ir_version=10), HERE / "reshape.onnx")

# Refused: an input without any shape, and a datatype that no protocol has.
save(
    "unranked_input",
    [helper.make_node("Identity", ["x"], ["y"])],
    [value("x", TensorProto.FLOAT, None)],
    [value("y", TensorProto.FLOAT, None)],
)
save(
    "float8",
    [helper.make_node("Cast", ["x"], ["y"], to=TensorProto.FLOAT8E4M3FN)],
    [value("x", TensorProto.FLOAT, ["n"])],
    [value("y", TensorProto.FLOAT8E4M3FN, ["n"])],
)
save(
    "future_opset",
    [helper.make_node("Identity", ["x"], ["y"])],
    [value("x", TensorProto.FLOAT, ["n"])],
    [value("y", TensorProto.FLOAT, ["n"])],
    opsets=[helper.make_opsetid("", 999)],
)
save(
    "unknown_operator",
    [helper.make_node("Frobnicate", ["x"], ["y"])],
    [value("x", TensorProto.FLOAT, ["n"])],
    [value("y", TensorProto.FLOAT, ["n"])],
)

# Weights in a file of their own, which is then deleted: loading must name it.
save(
    "external_data",
    [helper.make_node("MatMul", ["x", "w"], ["y"])],
    [value("x", TensorProto.FLOAT, ["batch", 16])],
    [value("y", TensorProto.FLOAT, ["batch", 16])],
    [numpy_helper.from_array(np.eye(16, dtype=np.float32), "w")],
    save_as_external_data=True,
    location="external_data.weights",
    size_threshold=0,
)
(HERE / "external_data.weights").unlink()

# 4 MB of weights, which the test that needs them writes (zeros).
save(
    "large",
    [helper.make_node("MatMul", ["x", "w"], ["y"])],
    [value("x", TensorProto.FLOAT, ["batch", 1024])],
    [value("y", TensorProto.FLOAT, ["batch", 1024])],
    [numpy_helper.from_array(np.zeros((1024, 1024), dtype=np.float32), "w")],
    save_as_external_data=True,
    location="large.weights",
    size_threshold=0,
)
(HERE / "large.weights").unlink()

# scikit-learn's default export ends in a ZipMap: a sequence of maps.
from skl2onnx import to_onnx  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

points = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
classifier = LogisticRegression().fit(points, [0, 0, 1, 1])
onnx.save(to_onnx(classifier, points[:1], target_opset=18), HERE / "sklearn_zipmap.onnx")
onnx.save(
    to_onnx(classifier, points[:1], target_opset=18, options={"zipmap": False}),
    HERE / "sklearn_arrays.onnx",
)
