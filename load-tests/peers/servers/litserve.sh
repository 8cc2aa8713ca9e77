# SPDX-License-Identifier: Apache-2.0
TITLE="LitServe (ONNX Runtime)"
VENV=litserve
PACKAGES="litserve onnxruntime"
PROTOCOLS=json
JSON_PATH=/predict
READY=/health
run() { cd "$WORK" && exec "$bin$VENV/bin/python" "$IMPL/litserve_onnx.py"; }
