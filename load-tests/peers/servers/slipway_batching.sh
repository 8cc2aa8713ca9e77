# SPDX-License-Identifier: Apache-2.0
# The same with dynamic batching, as config.pbtxt asks for it.
KIND=slipway
TITLE="Slipway, dynamic batching (ONNX Runtime)"
MODELS="mlp resnet50"
WARM=8
run() {
  mkdir -p "$WORK/repository/$MODEL/1"
  ln -s "$MODEL_DIR/model.onnx" "$WORK/repository/$MODEL/1/model.onnx"
  printf 'name: "%s"\nbackend: "onnxruntime"\nmax_batch_size: 32\ndynamic_batching { }\n' "$MODEL" >"$WORK/repository/$MODEL/config.pbtxt"
  exec "$ROOT/slipway" serve --model-repository "$WORK/repository" --data "$WORK/data" --http-port "$HTTP" --grpc-port "$GRPC"
}
