# SPDX-License-Identifier: Apache-2.0
# Triton's front end, a callable in another process behind it.
TITLE="PyTriton: Triton front end, Python callable (ONNX Runtime)"
VENV=pytriton
PACKAGES="nvidia-pytriton onnxruntime"
run() {
  cd "$WORK" || exit 1
  export LD_LIBRARY_PATH=$("$bin$VENV/bin/python" -c 'import sys; print(sys.base_prefix)')/lib
  exec "$bin$VENV/bin/python" "$IMPL/pytriton_onnx.py"
}
