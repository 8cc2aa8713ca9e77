// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.Parameter;
import io.slipway.modelserver.metrics.ServerMetrics.Protocol;
import io.slipway.transport.http.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which request headers become string parameters of the prediction, as Triton's options of the same
 * names have it: those whose whole name matches, without regard to case unless the pattern begins
 * with {@code (?-i)}. A parameter that the request has itself stays as it is, and no header sets
 * one of those that the protocol gives a meaning.
 *
 * @param http null to forward none
 * @param grpc the same for the metadata of gRPC calls
 */
public record HeaderForwarding(@Nullable Pattern http, @Nullable Pattern grpc) {
  public static final HeaderForwarding NONE = new HeaderForwarding(null, null);

  private static final Set<String> RESERVED =
      Set.of(
          "sequence_id",
          "sequence_start",
          "sequence_end",
          "priority",
          RequestDeadline.TIMEOUT,
          "headers",
          "binary_data_output");

  private static final String RESERVED_PREFIX = "triton_";

  /**
   * @throws java.util.regex.PatternSyntaxException if one of them is no regular expression
   */
  public static HeaderForwarding of(@Nullable String http, @Nullable String grpc) {
    return new HeaderForwarding(compile(http), compile(grpc));
  }

  private static @Nullable Pattern compile(@Nullable String regex) {
    return regex == null ? null : Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** True if headers of this protocol's requests are to be looked at. */
  boolean concerns(Protocol protocol) {
    return pattern(protocol) != null;
  }

  /** The request with those headers among its parameters. */
  InferenceRequest addTo(InferenceRequest request, Protocol protocol, HttpHeaders headers) {
    Pattern pattern = pattern(protocol);
    if (pattern == null) {
      return request;
    }
    Map<String, Parameter> parameters = new HashMap<>();
    headers.forEach((name, value) -> {
      if (pattern.matcher(name).matches() && !isReserved(name)) {
        parameters.put(name, new Parameter.Text(value));
      }
    });
    if (parameters.isEmpty()) {
      return request;
    }
    parameters.putAll(request.parameters());
    return request.withParameters(parameters);
  }

  private @Nullable Pattern pattern(Protocol protocol) {
    return protocol == Protocol.GRPC ? grpc : http;
  }

  private static boolean isReserved(String name) {
    return RESERVED.contains(name) || name.startsWith(RESERVED_PREFIX);
  }
}
