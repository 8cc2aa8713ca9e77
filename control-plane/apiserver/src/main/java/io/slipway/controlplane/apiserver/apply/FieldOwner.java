// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import io.slipway.controlplane.apiserver.meta.GoText;

/**
 * Who owns fields: a name, and how it came to own them. Two entries with the same owner are one.
 *
 * @param name the field manager
 * @param applied whether it applied its fields, or changed them
 * @param apiVersion the version in which it changed them; empty for one that applied
 * @param subresource the subresource it used, or empty
 */
record FieldOwner(String name, boolean applied, String apiVersion, String subresource)
    implements Comparable<FieldOwner> {
  static FieldOwner applier(String name, String subresource) {
    return new FieldOwner(named(name), true, "", subresource);
  }

  static FieldOwner updater(String name, String apiVersion, String subresource) {
    return new FieldOwner(named(name), false, apiVersion, subresource);
  }

  private static String named(String name) {
    return name.isEmpty() ? "unknown" : name;
  }

  String operation() {
    return applied ? "Apply" : "Update";
  }

  /** The owner as conflicts name it. */
  String shown() {
    StringBuilder text = new StringBuilder(GoText.quote(name));
    if (!subresource.isEmpty()) {
      text.append(" with subresource ").append(GoText.quote(subresource));
    }
    if (!applied) {
      text.append(" using ").append(apiVersion);
    }
    return text.toString();
  }

  @Override
  public int compareTo(FieldOwner other) {
    int order = name.compareTo(other.name);
    order = order != 0 ? order : operation().compareTo(other.operation());
    order = order != 0 ? order : apiVersion.compareTo(other.apiVersion);
    return order != 0 ? order : subresource.compareTo(other.subresource);
  }
}
