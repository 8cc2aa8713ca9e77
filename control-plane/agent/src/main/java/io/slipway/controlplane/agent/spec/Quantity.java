// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.MalformedObjectException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Kubernetes' amounts: {@code 500m}, {@code 1.5Gi}, {@code 1e3}. */
public final class Quantity {
  private static final String[] BINARY = {"Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final String DECIMAL = "kMGTPE";

  private Quantity() {}

  /** The amount, rounded up. */
  public static long whole(String quantity) {
    return exact(quantity).setScale(0, RoundingMode.CEILING).longValueExact();
  }

  /** Thousandths of it, rounded up: how CPU is counted. */
  public static long thousandths(String quantity) {
    return exact(quantity).movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact();
  }

  /**
   * @throws MalformedObjectException if it is none
   */
  public static BigDecimal exact(String quantity) {
    try {
      return parse(quantity.strip());
    } catch (ArithmeticException | NumberFormatException _) {
      throw new MalformedObjectException(
          "'%s' is no quantity (expected: such as 500m, 2 or 1.5Gi)".formatted(quantity));
    }
  }

  private static BigDecimal parse(String text) {
    for (int i = 0; i < BINARY.length; i++) {
      if (text.endsWith(BINARY[i])) {
        BigDecimal factor = BigDecimal.valueOf(1L << (10 * (i + 1)));
        return new BigDecimal(text.substring(0, text.length() - 2)).multiply(factor);
      }
    }
    char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    int power =
        switch (last) {
          case 'n' -> -9;
          case 'u' -> -6;
          case 'm' -> -3;
          default -> 3 * (DECIMAL.indexOf(last) + 1);
        };
    String number = power == 0 ? text : text.substring(0, text.length() - 1);
    return new BigDecimal(number).scaleByPowerOfTen(power);
  }
}
