# SPDX-License-Identifier: Apache-2.0
# With its default settings: metrics, limits and timeouts on.
KIND=slipway
TITLE="Slipway (ONNX Runtime)"
WARM=8 # a JVM compiles while it serves
run() { exec "$ROOT/slipway" serve "$MODEL=$MODEL_DIR/model.onnx" --data "$WORK/data" --http-port "$HTTP" --grpc-port "$GRPC"; }
