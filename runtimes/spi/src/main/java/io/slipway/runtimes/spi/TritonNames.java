// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How Triton's model configuration speaks of an engine.
 *
 * @param backends what the configuration's backend and platform call it
 * @param parameters the parameters that have a setting here, by their name there
 */
public record TritonNames(Set<String> backends, Map<String, Parameter> parameters) {
  /** An engine that Triton does not have. */
  public static final TritonNames NONE = new TritonNames(Set.of(), Map.of());

  /**
   * A parameter and the setting it stands for.
   *
   * @param values the setting's values by the parameter's; an empty one leaves the setting alone.
   *     Without any, the value is passed on as it is
   */
  public record Parameter(String setting, Map<String, String> values) {
    public Parameter {
      values = Map.copyOf(values);
    }
  }

  /**
   * Parameters, translated.
   *
   * @param unknown names of parameters that mean nothing to the engine
   */
  public record Translation(Map<String, String> settings, Set<String> unknown) {}

  public TritonNames {
    backends = Set.copyOf(backends);
    parameters = Map.copyOf(parameters);
  }

  /** A value that has no translation is passed on, for the engine to refuse. */
  public Translation translate(Map<String, String> given) {
    Map<String, String> settings = new HashMap<>();
    Set<String> unknown = new LinkedHashSet<>();
    given.forEach((name, value) -> {
      Parameter parameter = parameters.get(name);
      if (parameter == null) {
        unknown.add(name);
        return;
      }
      String translated = parameter.values().getOrDefault(value, value);
      if (!translated.isEmpty()) {
        settings.put(parameter.setting(), translated);
      }
    });
    return new Translation(settings, unknown);
  }
}
