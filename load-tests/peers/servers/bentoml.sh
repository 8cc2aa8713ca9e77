# SPDX-License-Identifier: Apache-2.0
TITLE="BentoML (ONNX Runtime)"
VENV=bentoml
PACKAGES="bentoml onnxruntime"
PROTOCOLS=json
JSON_PATH=/predict
READY=/readyz
run() {
  cd "$IMPL" || exit 1
  export BENTOML_HOME=$WORK/bento BENTOML_DO_NOT_TRACK=true PATH=$bin$VENV/bin:$PATH
  exec "$bin$VENV/bin/bentoml" serve bento_onnx:Onnx --host 127.0.0.1 --port "$HTTP"
}
