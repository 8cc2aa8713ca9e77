# SPDX-License-Identifier: Apache-2.0
"""What the example models answer according to ONNX Runtime for Python, one thread.

Results of the same batch on the same machine are equal to the last bit. On another kind of processor
ONNX Runtime adds in another order, which is why the checks compute their expectations where they run.
"""

from pathlib import Path

import numpy as np
import onnxruntime

EXAMPLES = ("iris", "digits")
BATCH_SIZES = (1, 2, 7, 64)
BATCHES_PER_SIZE = 5
SEED = 20250101
DATATYPES = {"tensor(float)": "FP32", "tensor(int64)": "INT64"}
DTYPES = {"FP32": np.dtype("<f4"), "INT64": np.dtype("<i8")}
# The range that inputs of each example are drawn from: centimetres, and pixels from paper to ink.
RANGES = {"iris": (0.1, 8.0), "digits": (0.0, 1.0)}


class Model:
    """An example model: its signature in the terms of the protocol, and its own answers."""

    def __init__(self, examples: Path, name: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.name = name
        self.folder = examples / name
        self._session = onnxruntime.InferenceSession(
            self.folder / "model.onnx", options, providers=["CPUExecutionProvider"]
        )
        (self.input,) = map(Signature, self._session.get_inputs())
        self.outputs = [Signature(output) for output in self._session.get_outputs()]

    def answer(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        results = self._session.run(None, {self.input.name: batch})
        return {output.name: result for output, result in zip(self.outputs, results)}

    def batches(self, size: int) -> list[np.ndarray]:
        """Random batches of that many rows, the same ones in every run."""
        random = np.random.default_rng([SEED, size])
        low, high = RANGES[self.name]
        shape = (size, *self.input.shape[1:])
        return [random.uniform(low, high, shape).astype(np.float32) for _ in range(BATCHES_PER_SIZE)]

    def expect(self, batch: np.ndarray, actual: dict[str, np.ndarray]) -> None:
        """Fails unless the outputs are these, by name, type, shape and every bit."""
        expected = self.answer(batch)
        if list(actual) != list(expected):
            raise AssertionError(f"outputs {list(actual)} (expected: {list(expected)})")
        for name, tensor in expected.items():
            got = actual[name]
            if (got.dtype, got.shape) != (tensor.dtype, tensor.shape):
                raise AssertionError(
                    f"{name}: {got.dtype}{got.shape} (expected: {tensor.dtype}{tensor.shape})"
                )
            if got.tobytes() != tensor.tobytes():
                differing = np.flatnonzero(got.ravel() != tensor.ravel())
                raise AssertionError(
                    f"{name}: differs at {differing.size} of {tensor.size} elements, first at"
                    f" {differing[:1]}: {got.ravel()[differing[:1]]}"
                    f" (expected: {tensor.ravel()[differing[:1]]})"
                )


class Signature:
    """Name, datatype and shape of a tensor; -1 is a dimension that may vary."""

    def __init__(self, node: onnxruntime.NodeArg) -> None:
        self.name: str = node.name
        self.datatype = DATATYPES[node.type]
        self.shape = tuple(size if isinstance(size, int) else -1 for size in node.shape)


def decimals(tensor: np.ndarray) -> list | float | int:
    """Nested lists; each float as the shortest decimal that reads back as that float."""
    if tensor.ndim > 0:
        return [decimals(part) for part in tensor]
    return float(str(tensor)) if tensor.dtype == np.float32 else tensor.item()
