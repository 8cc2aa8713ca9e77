// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

/**
 * How much one client may ask for, or how much one service takes. Pure.
 *
 * @param rate requests per second, 0 for any
 * @param burst requests at once after a pause; at least 1 if there is a rate
 * @param concurrent requests under way at once, 0 for any
 * @param bytes of one request, 0 for any
 */
public record Limits(double rate, int burst, int concurrent, long bytes) {
  /** Limits nothing. */
  public static final Limits NONE = new Limits(0, 0, 0, 0);

  private static final double MIN_RATE = 1e-3;
  private static final double MAX_RATE = 1e6;
  private static final int MAX_BURST = 1_000_000;

  public Limits {
    if (rate != 0 && !(rate >= MIN_RATE && rate <= MAX_RATE)) {
      throw new IllegalArgumentException(
          "rate=" + rate + " (expected: requests per second, 0.001 to 1000000)");
    }
    if (burst < 0 || burst > MAX_BURST || (rate > 0) != (burst > 0)) {
      throw new IllegalArgumentException(
          "burst=" + burst + " (expected: with a rate, 1 to " + MAX_BURST + ")");
    }
    if (concurrent < 0 || bytes < 0) {
      throw new IllegalArgumentException("concurrent and bytes must not be negative");
    }
  }

  /**
   * Limits as people write them: {@code rate=50,burst=100,concurrent=8,bytes=10MiB}, each at most
   * once. A rate without a burst has a burst of a second.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Limits parse(String text) {
    return LimitsReader.read(text);
  }

  public boolean isNone() {
    return rate == 0 && concurrent == 0 && bytes == 0;
  }
}
