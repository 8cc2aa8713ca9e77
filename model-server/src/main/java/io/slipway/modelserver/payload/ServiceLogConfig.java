// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.payload;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a service is logged, and where to.
 *
 * @param headers of requests that events carry
 * @param annotations of the service that events carry
 */
public record ServiceLogConfig(
    Destination destination,
    Mode mode,
    List<String> headers,
    Map<String, String> annotations,
    LogOptions options) {
  /** Which payloads. */
  public enum Mode {
    ALL,
    REQUEST,
    RESPONSE;

    boolean requests() {
      return this != RESPONSE;
    }

    boolean responses() {
      return this != REQUEST;
    }
  }

  /** What says who asks is not written down anywhere. */
  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "x-api-key", "cookie");

  public ServiceLogConfig {
    Objects.requireNonNull(destination, "destination");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(options, "options");
    headers = List.copyOf(headers);
    annotations = Map.copyOf(annotations);
    for (String header : headers) {
      if (SECRET.contains(header.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "header '" + header + "' holds credentials, which are not logged");
      }
    }
  }

  /** Those of {@code annotations} that have one of these names, in a stable order. */
  public static Map<String, String> selected(Map<String, String> annotations, List<String> names) {
    Map<String, String> selected = new TreeMap<>(annotations);
    selected.keySet().retainAll(names);
    return selected;
  }
}
