// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.environment;

import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.spec.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a Pod may be told about itself: {@code fieldRef} and {@code resourceFieldRef}.
 *
 * @param cpuThousandths what the machine has, for containers without a limit
 * @param memoryBytes what the machine has
 */
public record PodFields(
    PodSpec spec, String podIp, String hostIp, long cpuThousandths, long memoryBytes) {

  /** The value at a path such as {@code metadata.labels['app']}. */
  public String field(String path) throws ConfigurationException {
    PodIdentity pod = spec.pod();
    return switch (path) {
      case "metadata.name" -> pod.name();
      case "metadata.namespace" -> pod.namespace();
      case "metadata.uid" -> pod.uid();
      case "metadata.labels" -> lines(pod.labels());
      case "metadata.annotations" -> lines(pod.annotations());
      case "spec.nodeName" -> spec.nodeName();
      case "spec.serviceAccountName" -> spec.serviceAccount();
      case "status.podIP", "status.podIPs" -> podIp;
      case "status.hostIP", "status.hostIPs" -> hostIp;
      default -> byKey(path);
    };
  }

  private String byKey(String path) throws ConfigurationException {
    int open = path.indexOf("['");
    if (open > 0 && path.endsWith("']")) {
      String key = path.substring(open + 2, path.length() - 2);
      if (path.startsWith("metadata.labels[")) {
        return spec.pod().labels().getOrDefault(key, "");
      }
      if (path.startsWith("metadata.annotations[")) {
        return spec.pod().annotations().getOrDefault(key, "");
      }
    }
    throw new ConfigurationException("unsupported fieldPath: " + path);
  }

  private static String lines(Map<String, String> texts) {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> each : new TreeMap<>(texts).entrySet()) {
      String value = each.getValue().replace("\\", "\\\\").replace("\"", "\\\"");
      lines.append(lines.isEmpty() ? "" : "\n");
      lines.append(each.getKey()).append("=\"").append(value.replace("\n", "\\n")).append('"');
    }
    return lines.toString();
  }

  /**
   * @param resource such as {@code limits.memory}
   * @param divisor in what it is counted, rounded up; empty or 0 for 1
   */
  public String resource(ContainerSpec container, String resource, String divisor)
      throws ConfigurationException {
    int dot = resource.indexOf('.');
    String kind = dot < 0 ? "" : resource.substring(0, dot);
    String name = resource.substring(dot + 1);
    String said =
        switch (kind) {
          case "limits" -> container.resources().limits().get(name);
          case "requests" -> container.resources().requests().getOrDefault(name, "0");
          default -> throw new ConfigurationException("unsupported resource: " + resource);
        };
    BigDecimal amount = said == null ? ofMachine(name) : Quantity.exact(said);
    BigDecimal unit = divisor.isEmpty() ? BigDecimal.ONE : Quantity.exact(divisor);
    BigDecimal by = unit.signum() == 0 ? BigDecimal.ONE : unit;
    return amount.divide(by, 0, RoundingMode.CEILING).toPlainString();
  }

  private BigDecimal ofMachine(String name) {
    return switch (name) {
      case "cpu" -> BigDecimal.valueOf(cpuThousandths, 3);
      case "memory" -> BigDecimal.valueOf(memoryBytes);
      default -> BigDecimal.ZERO;
    };
  }
}
