// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.client;

import java.util.Objects;

/**
 * Which objects of a kind are meant: those that both parts choose.
 *
 * @param labels in Kubernetes' syntax; empty for all
 * @param fields in Kubernetes' syntax; empty for all
 */
public record Selector(String labels, String fields) {
  public Selector {
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(fields, "fields");
  }

  /**
   * @param labels empty for all
   */
  public static Selector ofLabels(String labels) {
    return new Selector(labels, "");
  }

  /** The one object of that name. */
  public static Selector ofName(String name) {
    return new Selector("", "metadata.name=" + name);
  }

  /** As parameters of a URL, each with an ampersand before it. */
  String parameters() {
    return parameter("labelSelector", labels) + parameter("fieldSelector", fields);
  }

  static String parameter(String name, String value) {
    return value.isEmpty() ? "" : "&" + name + "=" + Resource.encoded(value);
  }
}
