// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a probe or a hook does. Ports are numbers, or names of the container's ports. */
public sealed interface ProbeAction {
  /**
   * @param host empty for the Pod itself
   */
  record HttpGet(String scheme, String host, String port, String path, Map<String, String> headers)
      implements ProbeAction {}

  /**
   * @param host empty for the Pod itself
   */
  record TcpSocket(String host, String port) implements ProbeAction {}

  /** Success is the exit code 0. */
  record Exec(List<String> command) implements ProbeAction {}

  /** The health service of gRPC. */
  record Grpc(int port, String service) implements ProbeAction {}

  /** Only for hooks. */
  record Sleep(long seconds) implements ProbeAction {}

  /** Empty if it says nothing. */
  static Optional<ProbeAction> read(Fields fields) {
    if (fields.has("httpGet")) {
      Fields http = fields.fields("httpGet");
      Map<String, String> headers = new LinkedHashMap<>();
      for (Fields header : http.list("httpHeaders")) {
        headers.put(header.text("name"), header.text("value"));
      }
      return Optional.of(
          new HttpGet(
              http.text("scheme", "HTTP"),
              http.text("host"),
              http.textOrNumber("port"),
              http.text("path", "/"),
              headers));
    }
    if (fields.has("tcpSocket")) {
      Fields tcp = fields.fields("tcpSocket");
      return Optional.of(new TcpSocket(tcp.text("host"), tcp.textOrNumber("port")));
    }
    if (fields.has("exec")) {
      return Optional.of(new Exec(fields.fields("exec").texts("command")));
    }
    if (fields.has("grpc")) {
      Fields grpc = fields.fields("grpc");
      return Optional.of(new Grpc((int) grpc.number("port", 0), grpc.text("service")));
    }
    return fields.has("sleep")
        ? Optional.of(new Sleep(fields.fields("sleep").number("seconds", 0)))
        : Optional.empty();
  }
}
