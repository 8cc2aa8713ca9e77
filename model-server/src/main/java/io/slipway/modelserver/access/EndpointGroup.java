// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What kind of thing an endpoint does; access is given and taken by group. The names are those of
 * Triton's restricted APIs, and {@code metrics}.
 */
public enum EndpointGroup {
  /** Whether server and models live and are ready. */
  HEALTH,
  /** What server and models say of themselves. */
  METADATA,
  /** Predictions and explanations. */
  INFERENCE,
  /** Registration of memory that clients share with the server. */
  SHARED_MEMORY,
  MODEL_CONFIG,
  /** Which models there are to load, loading and unloading them. */
  MODEL_REPOSITORY,
  STATISTICS,
  TRACE,
  LOGGING,
  /** What Prometheus reads. */
  METRICS;

  /** As it is written in options and files: {@code shared-memory}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The group of a {@linkplain #label() label}, null if there is none. */
  public static @Nullable EndpointGroup ofLabel(String label) {
    for (EndpointGroup group : values()) {
      if (group.label().equals(label)) {
        return group;
      }
    }
    return null;
  }

  /** All labels, for a message. */
  public static String labels() {
    StringJoiner labels = new StringJoiner(", ");
    for (EndpointGroup group : values()) {
      labels.add(group.label());
    }
    return labels.toString();
  }
}
