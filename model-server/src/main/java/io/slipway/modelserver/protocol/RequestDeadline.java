// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.Parameter;
import io.slipway.transport.grpc.GrpcTimeout;
import io.slipway.transport.http.HttpHeaders;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When a caller no longer waits, as its request says. Pure. */
final class RequestDeadline {
  /** Microseconds; the parameter of the schedule policy extension. */
  static final String TIMEOUT = "timeout";

  /** As gRPC has it on the wire, and gateways from HTTP to gRPC read it over HTTP. */
  static final String GRPC_TIMEOUT = "grpc-timeout";

  /** Milliseconds; what Envoy, and so Istio, tells of how long it waits itself. */
  static final String ENVOY_TIMEOUT = "x-envoy-expected-rq-timeout-ms";

  private static final long FOREVER_NANOS = Long.MAX_VALUE / 2;

  private RequestDeadline() {}

  /**
   * The earliest of those that are named; none of them, or 0, is no deadline.
   *
   * @param headers null if the transport keeps their deadline itself
   * @throws ServingException INVALID_ARGUMENT if one is not a duration
   */
  static Deadline of(
      Map<String, Parameter> parameters, @Nullable HttpHeaders headers, long nowNanos) {
    Parameter timeout = parameters.get(TIMEOUT);
    Deadline deadline = timeout == null ? Deadline.NONE : after(parameterNanos(timeout), nowNanos);
    if (headers == null) {
      return deadline;
    }
    String grpc = headers.get(GRPC_TIMEOUT);
    if (grpc != null) {
      deadline = deadline.earlier(after(GrpcTimeout.parseNanos(grpc), nowNanos));
    }
    String envoy = headers.get(ENVOY_TIMEOUT);
    if (envoy != null) {
      deadline = deadline.earlier(after(milliseconds(envoy), nowNanos));
    }
    return deadline;
  }

  private static Deadline after(long nanos, long nowNanos) {
    return nanos == 0
        ? Deadline.NONE
        : new Deadline(true, nowNanos + Math.min(nanos, FOREVER_NANOS));
  }

  private static long parameterNanos(Parameter timeout) {
    return switch (timeout) {
      case Parameter.Int64(long micros) when micros >= 0 -> TimeUnit.MICROSECONDS.toNanos(micros);
      case Parameter.Uint64(long micros) ->
          micros < 0 ? FOREVER_NANOS : TimeUnit.MICROSECONDS.toNanos(micros);
      case Parameter.Int64 _, Parameter.Bool _, Parameter.Float64 _, Parameter.Text _ ->
          throw ServingException.invalid(
              "parameter timeout: " + shown(timeout) + " (expected: microseconds, >= 0)");
    };
  }

  private static String shown(Parameter parameter) {
    return parameter instanceof Parameter.Int64(long value)
        ? Long.toString(value)
        : "not an integer";
  }

  private static long milliseconds(String header) {
    long value;
    try {
      value = Long.parseLong(header.strip());
    } catch (NumberFormatException _) {
      value = -1;
    }
    if (value < 0) {
      String text = header.length() <= 40 ? header : header.substring(0, 40) + "...";
      throw ServingException.invalid(
          ENVOY_TIMEOUT + ": '" + text + "' (expected: milliseconds, >= 0)");
    }
    return TimeUnit.MILLISECONDS.toNanos(value);
  }
}
