# SPDX-License-Identifier: Apache-2.0
"""Values of every datatype, and how they are compared."""

import ml_dtypes
import numpy as np

from checks import equal

DTYPES = {
    "BOOL": np.bool_,
    "UINT8": np.uint8,
    "UINT16": np.uint16,
    "UINT32": np.uint32,
    "UINT64": np.uint64,
    "INT8": np.int8,
    "INT16": np.int16,
    "INT32": np.int32,
    "INT64": np.int64,
    "FP16": np.float16,
    "BF16": ml_dtypes.bfloat16,
    "FP32": np.float32,
    "FP64": np.float64,
    "BYTES": np.object_,
}
# JSON has no numbers for these
ONLY_BINARY = ("FP16", "BF16")


def values(datatype: str, finite: bool = True) -> np.ndarray:
    """Three rows of two, with the ends of the range."""
    if datatype == "BOOL":
        return np.array([[True, False], [False, False], [True, True]])
    if datatype == "BYTES":
        texts = [["", "a"], ["zwölf", "\n\"'\\"], ["\u2028", "x" * 1000]]
        return np.array([[text.encode() for text in row] for row in texts], np.object_)
    dtype = np.dtype(DTYPES[datatype])
    if np.issubdtype(dtype, np.integer):
        ends = np.iinfo(dtype)
        return np.array([[ends.min, ends.max], [0, 1], [ends.max - 1, ends.min + 1]], dtype)
    ends = ml_dtypes.finfo(dtype)
    last = [0.5, -0.0] if finite else [np.nan, -np.inf]
    return np.array([[ends.min, ends.max], [ends.tiny, 1.0], last]).astype(dtype)


def expect(actual: np.ndarray, expected: np.ndarray, datatype: str) -> None:
    equal((actual.dtype, actual.shape), (expected.dtype, expected.shape), f"{datatype}: type and shape")
    same = actual.tolist() == expected.tolist() if datatype == "BYTES" else actual.tobytes() == expected.tobytes()
    equal(same, True, f"{datatype}: {actual!r} is {expected!r}")
