# SPDX-License-Identifier: Apache-2.0
# For the commands beside it: builds what they run, finds Java, and pins. Expects $root.
. "$root/.mvn/find-jdk.sh"
slipway_find_jdk || exit 1

# The generator has a core of its own, the server another one: else each would measure the other.
server_core=${SERVER_CORE:-0}
client_core=${CLIENT_CORE:-1}
command -v taskset >/dev/null || {
  echo "${0##*/}: taskset is needed (package util-linux)" >&2
  exit 1
}

build_load_tests() {
  "$root/mvnw" -f "$root/pom.xml" -q -B -Ppackage-only package -pl load-tests -am >&2
  class_path=
  for jar in "$root"/load-tests/target/lib/*.jar "$root"/load-tests/target/slipway-load-tests-*.jar; do class_path=$class_path${class_path:+:}$jar; done
}

# Runs a class of the load tests on the generator's core; its files may be many, as each connection is one. Its heap is so
# large because each of its collections, 1 to 4 ms, would be found in the tails of what it measures.
on_client_core() {
  export ORT_DISABLE_TELEMETRY=1
  ulimit -n "$(ulimit -H -n)"
  exec taskset -c "$client_core" "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Xms2g -Xmx2g -Xmn1900m -XX:+AlwaysPreTouch -XX:+UseSerialGC -Dio.netty.jfr.enabled=false -cp "$class_path" "$@"
}

# A scenario: its class, then the options of the command.
scenario() {
  "$root/slipway" version >&2
  build_load_tests
  class=$1
  shift
  on_client_core "io.slipway.loadtests.scenario.$class" "$root" "$server_core" "$@"
}
