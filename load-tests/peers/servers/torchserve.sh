# SPDX-License-Identifier: Apache-2.0
# Its TorchScript engine, one worker.
TITLE="TorchServe, own handler (TorchScript)"
VENV=torchserve
PACKAGES="torchserve torch"
MODELS="mlp resnet50"
PROTOCOLS=json
JSON_PATH=/predictions/$MODEL
READY=/ping
WARM=8
run() {
  export PATH=$bin$VENV/bin:$JAVA_HOME/bin:$PATH
  mkdir -p "$WORK/store"
  cp "$MODEL_DIR/model.pt" "$WORK/model.pt"
  torch-model-archiver --model-name "$MODEL" --version 1 --serialized-file "$WORK/model.pt" --handler "$IMPL/torchserve_handler.py" --export-path "$WORK/store" --archive-format no-archive
  cat >"$WORK/config.properties" <<PROPERTIES
inference_address=http://127.0.0.1:$HTTP
management_address=http://127.0.0.1:$((METRICS + 1))
metrics_address=http://127.0.0.1:$METRICS
grpc_inference_port=$GRPC
grpc_management_port=$((METRICS + 2))
disable_token_authorization=true
default_workers_per_model=1
job_queue_size=1000
number_of_netty_threads=2
max_request_size=67108864
enable_envvars_config=true
PROPERTIES
  echo '<Configuration><Appenders><Console name="C"><PatternLayout/></Console></Appenders><Loggers><Root level="warn"><AppenderRef ref="C"/></Root></Loggers></Configuration>' >"$WORK/log4j2.xml"
  cd "$WORK" || exit 1
  export LOG_LOCATION=$WORK METRICS_LOCATION=$WORK TEMP=$WORK
  exec torchserve --start --foreground --ncs --disable-token-auth --model-store "$WORK/store" --models "$MODEL=$MODEL" --log-config "$WORK/log4j2.xml" --ts-config "$WORK/config.properties"
}
