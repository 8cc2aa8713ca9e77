// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

/**
 * A value of a YAML or JSON document. Immutable. An alias is the very value its anchor named, so
 * one value can stand in several places of a tree; there are no cycles.
 */
public sealed interface YamlValue permits YamlMap, YamlList, YamlScalar {
  /** Where the value begins. */
  Position position();

  /** What kind of value this is, as an error message would name it. */
  String describe();
}
