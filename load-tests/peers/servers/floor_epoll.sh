# SPDX-License-Identifier: Apache-2.0
KIND=floor
TITLE="bare Netty server, epoll"
MODELS="iris"
WARM=8
JSON_PATH=/json
BIN_PATH=/bin
READY=/json
run() { exec "$JAVA_HOME/bin/java" $JVM_OPTIONS -cp "$CLASS_PATH" io.slipway.loadtests.floor.FloorServer epoll "$HTTP" "$GRPC" "$REPLIES"; }
