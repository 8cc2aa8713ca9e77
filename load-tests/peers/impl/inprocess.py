# SPDX-License-Identifier: Apache-2.0
"""ONNX Runtime alone, by its Python API, on one thread, with inputs and outputs that stay bound.

Prints "ready" once its answer is the expected one; then makes as many runs as each line it reads says, and prints "done".
"""
import sys

import common
import numpy as np

session = common.session()
binding = session.io_binding()
for tensor in common.META["inputs"]:
    values = np.fromfile(f"{common.MODEL_DIR}/input_{tensor['name']}.bin", common.NUMPY[tensor["datatype"]]).reshape(tensor["sample"])
    binding.bind_cpu_input(tensor["name"], values)
results = {}
for tensor in common.META["outputs"]:
    memory = results[tensor["name"]] = np.empty(tensor["sample"], common.NUMPY[tensor["datatype"]])
    binding.bind_output(tensor["name"], "cpu", 0, memory.dtype, memory.shape, memory.ctypes.data)
session.run_with_iobinding(binding)
for tensor in common.META["outputs"]:
    expected = np.fromfile(f"{common.MODEL_DIR}/output_{tensor['name']}.bin", common.NUMPY[tensor["datatype"]])
    assert np.allclose(results[tensor["name"]].ravel(), expected, rtol=1e-3, atol=1e-3), tensor["name"]
print("ready", flush=True)
for line in sys.stdin:
    for _ in range(int(line)):
        session.run_with_iobinding(binding)
    print("done", flush=True)
