# SPDX-License-Identifier: Apache-2.0
# The tritonserver binary of the nvidia-pytriton wheel. Triton's own ONNX Runtime backend is not part of it.
TITLE="Triton front end, Python backend (ONNX Runtime)"
VENV=pytriton
PACKAGES="nvidia-pytriton onnxruntime"
run() {
  local python=$bin$VENV/bin/python site triton version
  site=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  triton=$site/pytriton/tritonserver
  mkdir -p "$WORK/repository/$MODEL/1" "$WORK/backends/python"
  cp "$IMPL/triton_model.py" "$WORK/repository/$MODEL/1/model.py"
  "$python" "$IMPL/triton_config.py" >"$WORK/repository/$MODEL/config.pbtxt"
  ln -sf "$triton"/backends/python/* "$triton/python_backend_stubs/$version/triton_python_backend_stub" "$WORK/backends/python/"
  export LD_LIBRARY_PATH=$("$python" -c 'import sys; print(sys.base_prefix)')/lib:$site/nvidia_pytriton.libs PYTHONPATH=$site
  export PATH=$bin$VENV/bin:$PATH
  cd "$WORK" || exit 1
  exec "$triton/bin/tritonserver" --model-repository "$WORK/repository" --backend-directory "$WORK/backends" --http-address 127.0.0.1 --http-port "$HTTP" \
    --grpc-address 127.0.0.1 --grpc-port "$GRPC" --metrics-port "$METRICS" --http-thread-count 2
}
