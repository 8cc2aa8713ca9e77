// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.slipway.api.error.ServingException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The {@code grpc-timeout} header: at most eight digits and a unit (gRPC over HTTP2, Requests). */
public final class GrpcTimeout {
  private static final int MAX_DIGITS = 8;
  private static final long MAX_VALUE = 99_999_999;

  private GrpcTimeout() {}

  /**
   * The nanoseconds it says, at most {@link Long#MAX_VALUE}{@code / 2}, so that they can be added
   * to a clock.
   *
   * @throws ServingException INVALID_ARGUMENT if it is not of that form
   */
  public static long parseNanos(CharSequence header) {
    int digits = header.length() - 1;
    if (digits < 1 || digits > MAX_DIGITS) {
      throw malformed(header);
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      char c = header.charAt(i);
      if (c < '0' || c > '9') {
        throw malformed(header);
      }
      value = value * 10 + (c - '0');
    }
    TimeUnit unit =
        switch (header.charAt(digits)) {
          case 'H' -> TimeUnit.HOURS;
          case 'M' -> TimeUnit.MINUTES;
          case 'S' -> TimeUnit.SECONDS;
          case 'm' -> TimeUnit.MILLISECONDS;
          case 'u' -> TimeUnit.MICROSECONDS;
          case 'n' -> TimeUnit.NANOSECONDS;
          default -> throw malformed(header);
        };
    return Math.min(unit.toNanos(value), Long.MAX_VALUE / 2);
  }

  /** The shortest form that is not longer than {@code timeout}, in the finest unit that fits. */
  public static String format(Duration timeout) {
    long nanos = Math.max(1, timeout.toNanos());
    if (nanos <= MAX_VALUE) {
      return nanos + "n";
    }
    if (nanos / 1_000 <= MAX_VALUE) {
      return nanos / 1_000 + "u";
    }
    if (nanos / 1_000_000 <= MAX_VALUE) {
      return nanos / 1_000_000 + "m";
    }
    return Math.min(nanos / 1_000_000_000, MAX_VALUE) + "S";
  }

  private static ServingException malformed(CharSequence header) {
    return ServingException.invalid(
        "grpc-timeout: '" + header + "' (expected: 1 to 8 digits and one of H M S m u n)");
  }
}
