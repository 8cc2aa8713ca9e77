// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

import java.util.List;

/**
 * One document of a text.
 *
 * @param duplicates keys that a mapping has twice; the last value of such a key is in the tree
 */
public record YamlDocument(YamlValue root, List<DuplicateKey> duplicates) {
  /** The second and later places of a key. */
  public record DuplicateKey(Position position, String path, Position first) {}

  public YamlDocument {
    duplicates = List.copyOf(duplicates);
  }
}
