# SPDX-License-Identifier: Apache-2.0
TITLE="Ray Serve (ONNX Runtime)"
VENV=ray
PACKAGES="ray onnxruntime"
PROTOCOLS=json
JSON_PATH=/predict
READY=/-/healthz
run() {
  cd "$WORK" || exit 1
  export RAY_USAGE_STATS_ENABLED=0 RAY_DISABLE_DOCKER_CPU_WARNING=1
  exec "$bin$VENV/bin/python" "$IMPL/ray_onnx.py"
}
