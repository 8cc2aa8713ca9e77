// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.operator.objects.Fields;
import java.util.Map;

/**
 * Where the container that requests go to answers gRPC calls: a port that is named for it, as
 * KServe's runtimes name theirs, else the one that it was given, else KServe's own. Pure.
 */
final class GrpcPort {
  private GrpcPort() {}

  static long of(Map<String, Object> container) {
    for (Map<String, Object> port : Fields.maps(container, "ports")) {
      String name = Fields.text(port, "name");
      if (name.startsWith("h2c") || name.startsWith("grpc")) {
        return Fields.number(port, DeployContract.GRPC_PORT, "containerPort");
      }
    }
    for (Map<String, Object> each : Fields.maps(container, "env")) {
      String value = Fields.text(each, "value");
      if (Fields.text(each, "name").equals(OwnPorts.GRPC_PORT) && isPort(value)) {
        return Long.parseLong(value);
      }
    }
    return DeployContract.GRPC_PORT;
  }

  private static boolean isPort(String text) {
    boolean digits = !text.isEmpty() && text.length() <= 5;
    for (int i = 0; i < text.length(); i++) {
      digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits;
  }
}
