// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

/**
 * Where in an object something was wrong, written as Kubernetes writes it: {@code
 * spec.containers[0].name}, {@code metadata.labels[a.b/c]}.
 *
 * @param text the path as it is printed
 */
public record FieldPath(String text) {
  private static final FieldPath NONE = new FieldPath("<nil>");

  /** No path at all; its child is a path of one name. */
  public static FieldPath none() {
    return NONE;
  }

  public static FieldPath of(String name) {
    return new FieldPath(name);
  }

  public FieldPath child(String name) {
    return equals(NONE) ? new FieldPath(name) : new FieldPath(text + '.' + name);
  }

  public FieldPath index(int index) {
    return key(Integer.toString(index));
  }

  public FieldPath key(String key) {
    return new FieldPath((equals(NONE) ? "" : text) + '[' + key + ']');
  }

  @Override
  public String toString() {
    return text;
  }
}
