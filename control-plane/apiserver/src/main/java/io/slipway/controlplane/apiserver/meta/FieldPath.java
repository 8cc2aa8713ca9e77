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

  /** A record's own equals is made at run time, which is dear on a start. */
  private boolean isNone() {
    return text.equals(NONE.text);
  }

  public FieldPath child(String name) {
    return isNone() ? new FieldPath(name) : new FieldPath(text + '.' + name);
  }

  public FieldPath index(int index) {
    return key(Integer.toString(index));
  }

  public FieldPath key(String key) {
    return new FieldPath((isNone() ? "" : text) + '[' + key + ']');
  }

  @Override
  public String toString() {
    return text;
  }
}
