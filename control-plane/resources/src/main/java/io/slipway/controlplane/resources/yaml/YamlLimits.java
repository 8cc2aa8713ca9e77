// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.yaml;

/**
 * How much a text may hold.
 *
 * @param chars length of the text, in UTF-16 units
 * @param depth how deep mappings and sequences may nest
 * @param values values in all documents together, an alias counting as much as what it stands for
 */
public record YamlLimits(int chars, int depth, int values) {
  /**
   * 3 Mi characters (as much as the Kubernetes API takes in a request), 64 deep, 200,000 values.
   */
  public static final YamlLimits DEFAULT = new YamlLimits(3 << 20, 64, 200_000);

  public YamlLimits {
    if (chars < 1 || depth < 1 || values < 1) {
      throw new IllegalArgumentException(
          "limits: " + chars + ", " + depth + ", " + values + " (expected: all > 0)");
    }
  }
}
