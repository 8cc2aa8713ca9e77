// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.environment;

import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.client.Fields;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a container, and its command with them put in.
 *
 * @param variables in the order in which they were set
 */
public record Environment(Map<String, String> variables, List<String> command, List<String> args) {

  /**
   * @param given variables that are there before those of the container
   * @throws ConfigurationException if a ConfigMap, Secret, key or field is not there
   */
  public static Environment of(
      ContainerSpec container, Map<String, String> given, PodFields pod, Sources sources)
      throws ConfigurationException {
    Map<String, String> variables = new LinkedHashMap<>(given);
    for (Fields from : container.envFrom()) {
      addAll(variables, from, sources);
    }
    for (Fields variable : container.env()) {
      Optional<String> value =
          variable.has("valueFrom")
              ? from(variable.fields("valueFrom"), container, pod, sources)
              : Optional.of(Expansion.expand(variable.text("value"), variables));
      value.ifPresent(text -> variables.put(variable.text("name"), text));
    }
    return new Environment(
        variables,
        Expansion.expand(container.command(), variables),
        Expansion.expand(container.args(), variables));
  }

  /** A text with the variables put in, such as a subPathExpr. */
  public String expand(String text) {
    return Expansion.expand(text, variables);
  }

  private static void addAll(Map<String, String> variables, Fields from, Sources sources)
      throws ConfigurationException {
    String prefix = from.text("prefix");
    boolean config = from.has("configMapRef");
    Fields reference = from.fields(config ? "configMapRef" : "secretRef");
    String name = reference.text("name");
    Optional<Map<String, byte[]>> values = config ? sources.configMap(name) : sources.secret(name);
    if (values.isEmpty() && !reference.flag("optional", false)) {
      throw missing(config, name);
    }
    for (Map.Entry<String, byte[]> each : values.orElse(Map.of()).entrySet()) {
      variables.put(prefix + each.getKey(), text(each.getValue()));
    }
  }

  /** Empty if it is optional and not there. */
  private static Optional<String> from(
      Fields from, ContainerSpec container, PodFields pod, Sources sources)
      throws ConfigurationException {
    if (from.has("fieldRef")) {
      return Optional.of(pod.field(from.fields("fieldRef").text("fieldPath")));
    }
    if (from.has("resourceFieldRef")) {
      Fields reference = from.fields("resourceFieldRef");
      return Optional.of(
          pod.resource(container, reference.text("resource"), reference.textOrNumber("divisor")));
    }
    boolean config = from.has("configMapKeyRef");
    if (!config && !from.has("secretKeyRef")) {
      throw new ConfigurationException(
          "unsupported valueFrom " + from.json().keySet() + " in " + from.path());
    }
    return key(from.fields(config ? "configMapKeyRef" : "secretKeyRef"), config, sources);
  }

  private static Optional<String> key(Fields reference, boolean config, Sources sources)
      throws ConfigurationException {
    String name = reference.text("name");
    String key = reference.text("key");
    Optional<Map<String, byte[]>> values = config ? sources.configMap(name) : sources.secret(name);
    byte[] value = values.orElse(Map.of()).get(key);
    if (value != null) {
      return Optional.of(text(value));
    }
    if (reference.flag("optional", false)) {
      return Optional.empty();
    }
    if (values.isEmpty()) {
      throw missing(config, name);
    }
    throw new ConfigurationException(
        "couldn't find key %s in %s %s".formatted(key, config ? "ConfigMap" : "Secret", name));
  }

  private static ConfigurationException missing(boolean config, String name) {
    return new ConfigurationException(
        "%s \"%s\" not found".formatted(config ? "configmap" : "secret", name));
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
