# SPDX-License-Identifier: Apache-2.0
# One process: parallel_workers 0 is its quickest setting on one core.
TITLE="MLServer, own runtime class (ONNX Runtime)"
VENV=mlserver
PACKAGES="mlserver onnxruntime"
PROTOCOLS="json grpc"
run() {
  printf '{"debug": false, "host": "127.0.0.1", "http_port": %s, "grpc_port": %s, "metrics_port": %s, "parallel_workers": 0, "grpc_max_message_length": 67108864}' "$HTTP" "$GRPC" "$METRICS" >"$WORK/settings.json"
  printf '{"name": "%s", "implementation": "mlserver_onnx.Onnx"}' "$MODEL" >"$WORK/model-settings.json"
  cd "$WORK" || exit 1
  PYTHONPATH=$IMPL exec "$bin$VENV/bin/mlserver" start "$WORK"
}
