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

# A model with sequences: total = state_in + x, and what the server told it. rows is how many rows ran together.
def accumulator(name, corrid, batch):
    shape = [*batch, 1]
    inputs = {
        "x": TensorProto.FLOAT,
        "start": TensorProto.FLOAT,
        "ready": TensorProto.INT32,
        "end": TensorProto.BOOL,
        "corrid": corrid,
        "state_in": TensorProto.FLOAT,
    }
    outputs = {
        "total": TensorProto.FLOAT,
        "state_out": TensorProto.FLOAT,
        "told_start": TensorProto.FLOAT,
        "told_ready": TensorProto.INT32,
        "told_end": TensorProto.BOOL,
        "told_corrid": corrid,
        "rows": TensorProto.INT64,
    }
    save(
        name,
        [
            helper.make_node("Add", ["state_in", "x"], ["total"]),
            helper.make_node("Identity", ["total"], ["state_out"]),
            *(
                helper.make_node("Identity", [told], [f"told_{told}"])
                for told in ("start", "ready", "end", "corrid")
            ),
            helper.make_node("Shape", ["x"], ["x_shape"]),
            helper.make_node("Gather", ["x_shape", "zero"], ["row_count"]),
            helper.make_node("Expand", ["row_count", "x_shape"], ["rows"]),
        ],
        [value(n, e, shape) for n, e in inputs.items()],
        [value(n, e, shape) for n, e in outputs.items()],
        [numpy_helper.from_array(np.array(0, dtype=np.int64), "zero")],
    )


accumulator("accumulator", TensorProto.UINT64, ["batch"])
accumulator("accumulator_text", TensorProto.STRING, ["batch"])
accumulator("accumulator_single", TensorProto.INT32, [])

# States whose shape or text changes: all x so far, and the text of the request before.
save(
    "memory",
    [
        helper.make_node("Concat", ["seen_in", "x"], ["seen"], axis=1),
        helper.make_node("Identity", ["seen"], ["seen_out"]),
        helper.make_node("Identity", ["text_in"], ["before"]),
        helper.make_node("Identity", ["text"], ["text_out"]),
    ],
    [
        value("seen_in", TensorProto.FLOAT, ["batch", "n"]),
        value("text_in", TensorProto.STRING, ["batch", 1]),
        value("x", TensorProto.FLOAT, ["batch", 1]),
        value("text", TensorProto.STRING, ["batch", 1]),
    ],
    [
        value("seen", TensorProto.FLOAT, ["batch", "m"]),
        value("seen_out", TensorProto.FLOAT, ["batch", "m"]),
        value("before", TensorProto.STRING, ["batch", 1]),
        value("text_out", TensorProto.STRING, ["batch", 1]),
    ],
)

# Rows of any length, and how they were run: rows is how many ran together, width how long they were then.
save(
    "together",
    [
        helper.make_node("Add", ["x", "x"], ["doubled"]),
        helper.make_node("Gather", ["table", "index"], ["picked"]),
        helper.make_node("Shape", ["x"], ["x_shape"]),
        helper.make_node("Shape", ["index"], ["per_row"]),
        helper.make_node("Gather", ["x_shape", "zero"], ["row_count"]),
        helper.make_node("Gather", ["x_shape", "one"], ["length"]),
        helper.make_node("Expand", ["row_count", "per_row"], ["rows"]),
        helper.make_node("Expand", ["length", "per_row"], ["width"]),
    ],
    [value("x", TensorProto.FLOAT, ["n", "length"]), value("index", TensorProto.INT64, ["n"])],
    [
        value("doubled", TensorProto.FLOAT, ["n", "length"]),
        value("picked", TensorProto.FLOAT, ["n"]),
        value("rows", TensorProto.INT64, ["n"]),
        value("width", TensorProto.INT64, ["n"]),
    ],
    [
        numpy_helper.from_array(np.array([0.5, 1.5, 2.5], dtype=np.float32), "table"),
        numpy_helper.from_array(np.array(0, dtype=np.int64), "zero"),
        numpy_helper.from_array(np.array(1, dtype=np.int64), "one"),
    ],
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

# Answers with what it was told, as a model of texts does.
save(
    "text_echo",
    [helper.make_node("Identity", ["text_input"], ["text_output"])],
    [value("text_input", TensorProto.STRING, ["n"])],
    [value("text_output", TensorProto.STRING, ["n"])],
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

# An input that is an output as well, beside its double.
for name, batch in (("passed_on", "batch"), ("passed_on_unnamed", None)):
    save(
        name,
        [helper.make_node("Add", ["x", "x"], ["double"])],
        [value("x", TensorProto.FLOAT, [batch, 2])],
        [value("x", TensorProto.FLOAT, [batch, 2]), value("double", TensorProto.FLOAT, [batch, 2])],
    )

# Outputs that no run computes: a constant, and what is folded into one when the model is loaded.
save(
    "constant_outputs",
    [
        helper.make_node("Add", ["x", "x"], ["double"]),
        helper.make_node("Add", ["kept", "kept"], ["folded"]),
    ],
    [value("x", TensorProto.FLOAT, ["batch", 2])],
    [
        value("double", TensorProto.FLOAT, ["batch", 2]),
        value("kept", TensorProto.FLOAT, [2]),
        value("folded", TensorProto.FLOAT, [None]),
    ],
    [numpy_helper.from_array(np.array([3, 4], np.float32), "kept")],
)
