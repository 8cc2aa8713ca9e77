# SPDX-License-Identifier: Apache-2.0
TITLE="MLServer, its scikit-learn runtime"
VENV=mlserver
PACKAGES="mlserver mlserver-sklearn scikit-learn"
MODELS="iris"
PROTOCOLS="json grpc"
CHECK=label
run() {
  printf '{"debug": false, "host": "127.0.0.1", "http_port": %s, "grpc_port": %s, "metrics_port": %s, "parallel_workers": 0}' "$HTTP" "$GRPC" "$METRICS" >"$WORK/settings.json"
  printf '{"name": "%s", "implementation": "mlserver_sklearn.SKLearnModel", "parameters": {"uri": "%s"}}' "$MODEL" "$MODEL_DIR/model.joblib" >"$WORK/model-settings.json"
  cd "$WORK" || exit 1
  exec "$bin$VENV/bin/mlserver" start "$WORK"
}
