// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;

/**
 * Amounts of resources, {@code 1500m} or {@code 2Gi}: each is kept in the one form that has no
 * fraction and the largest suffix, so that equal ones are the same text.
 */
final class Quantities {
  private static final String BINARY = "KMGTPE";
  private static final String DECIMAL = "numkMGTPE";
  private static final int FINEST = 9;
  private static final int LARGEST = 18;
  private static final int LONGEST_EXPONENT = 4;
  private static final BigInteger STEP = BigInteger.valueOf(1024);

  private Quantities() {}

  /** Brings the values of a map into their form: {@code limits}, {@code requests}. */
  static void inMap(JsonNode quantities) {
    if (quantities instanceof ObjectNode fields) {
      for (Map.Entry<String, JsonNode> field : fields.properties()) {
        field.setValue(fields.textNode(canonical(field.getValue().asText())));
      }
    }
  }

  /** Brings a field into its form if it is there. */
  static void inField(JsonNode object, String field) {
    if (object instanceof ObjectNode fields && fields.hasNonNull(field)) {
      fields.put(field, canonical(fields.path(field).asText()));
    }
  }

  /**
   * @throws io.slipway.controlplane.apiserver.meta.ApiException BadRequest if it is no quantity
   */
  static String canonical(String text) {
    int end = numberEnd(text);
    String suffix = text.substring(end);
    BigDecimal number;
    try {
      number = new BigDecimal(text.substring(0, end));
      if (suffix.length() == 2 && suffix.charAt(1) == 'i') {
        return binary(number, BINARY.indexOf(suffix.charAt(0)));
      }
      if (suffix.length() > 1) {
        return exponential(number, suffix);
      }
    } catch (ArithmeticException | NumberFormatException _) {
      throw refused();
    }
    int power = suffix.isEmpty() ? 0 : power(suffix.charAt(0));
    return decimal(number.scaleByPowerOfTen(power));
  }

  private static RuntimeException refused() {
    return ApiErrors.badRequest(
        "quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }

  private static int numberEnd(String text) {
    int at = 0;
    while (at < text.length() && "+-.0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  /** What a suffix of one letter multiplies with, as a power of ten. */
  private static int power(char suffix) {
    int index = DECIMAL.indexOf(suffix);
    if (index < 0) {
      throw refused();
    }
    return index < 3 ? 3 * index - FINEST : 3 * (index - 2);
  }

  private static String binary(BigDecimal number, int suffix) {
    if (suffix < 0) {
      throw refused();
    }
    BigDecimal exact = number.multiply(new BigDecimal(STEP.pow(suffix + 1)));
    if (exact.abs().compareTo(new BigDecimal(STEP)) < 0) {
      return decimal(exact);
    }
    BigInteger amount = exact.setScale(0, RoundingMode.UP).toBigIntegerExact();
    int steps = 0;
    while (steps < BINARY.length() && amount.mod(STEP).signum() == 0) {
      amount = amount.divide(STEP);
      steps++;
    }
    return steps == 0 ? amount.toString() : amount.toString() + BINARY.charAt(steps - 1) + 'i';
  }

  private static String exponential(BigDecimal number, String suffix) {
    char first = suffix.charAt(0);
    if ((first != 'e' && first != 'E') || suffix.length() > LONGEST_EXPONENT) {
      throw refused();
    }
    int exponent = Integer.parseInt(suffix.substring(1));
    BigDecimal exact = rounded(number.scaleByPowerOfTen(exponent));
    int power = exact.signum() == 0 ? 0 : Math.floorDiv(-exact.scale(), 3) * 3;
    String amount = exact.scaleByPowerOfTen(-power).toBigIntegerExact().toString();
    return power == 0 ? amount : amount + 'e' + power;
  }

  private static String decimal(BigDecimal number) {
    BigDecimal exact = rounded(number);
    if (exact.signum() == 0) {
      return "0";
    }
    int power = Math.min(Math.floorDiv(-exact.scale(), 3) * 3, LARGEST);
    String amount = exact.scaleByPowerOfTen(-power).toBigIntegerExact().toString();
    if (power == 0) {
      return amount;
    }
    return amount + DECIMAL.charAt(power < 0 ? (power + FINEST) / 3 : power / 3 + 2);
  }

  /** Nothing is finer than a thousand millionth. */
  private static BigDecimal rounded(BigDecimal number) {
    BigDecimal exact = number.scale() > FINEST ? number.setScale(FINEST, RoundingMode.UP) : number;
    return exact.stripTrailingZeros();
  }
}
