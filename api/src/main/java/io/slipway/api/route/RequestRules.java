// SPDX-License-Identifier: Apache-2.0
package io.slipway.api.route;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a service says of its requests, in its own words: whoever answers them knows what these
 * mean. Immutable.
 *
 * @param component the part of the service that answers
 * @param limits as the annotation {@code slipway.io/limits} has them; null if there is none
 * @param log where they are logged; null for nowhere in particular
 */
public record RequestRules(String component, @Nullable String limits, @Nullable PayloadLog log) {
  /** Of a predictor, and says nothing. */
  public static final RequestRules NONE = new RequestRules("predictor", null, null);

  /**
   * A component's {@code logger}.
   *
   * @param mode all, request or response
   * @param headers of requests that are logged with them
   * @param annotations of the service that are logged with them
   * @param options as the annotation {@code slipway.io/payload-log} has them; null if there is none
   */
  public record PayloadLog(
      String url,
      String mode,
      List<String> headers,
      Map<String, String> annotations,
      @Nullable String options) {
    public PayloadLog {
      Objects.requireNonNull(url, "url");
      Objects.requireNonNull(mode, "mode");
      headers = List.copyOf(headers);
      annotations = Map.copyOf(annotations);
    }
  }

  /** Knows what the words mean. Pure. */
  public interface Check {
    /** What is wrong with them, each with its field; empty if nothing is. */
    List<String> faults(RequestRules rules);
  }

  public RequestRules {
    Objects.requireNonNull(component, "component");
  }

  /** What of them is left for a part of the service that does not have the service's own name. */
  public RequestRules behind() {
    return new RequestRules(component, null, log);
  }
}
