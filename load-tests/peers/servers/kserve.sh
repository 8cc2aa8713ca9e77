# SPDX-License-Identifier: Apache-2.0
TITLE="KServe Python server, own model class (ONNX Runtime)"
VENV=kserve
PACKAGES="kserve onnxruntime"
run() {
  cd "$WORK" || exit 1
  exec "$bin$VENV/bin/python" "$IMPL/kserve_onnx.py" --http_port "$HTTP" --grpc_port "$GRPC" --workers 1 --enable_latency_logging false --access_log_format ""
}
