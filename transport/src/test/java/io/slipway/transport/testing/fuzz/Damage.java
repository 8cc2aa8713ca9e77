// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.testing.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Messages with faults in them, the same for the same seed. */
public final class Damage {
  private Damage() {}

  /** A copy of {@code seed} with one to three faults; rarely the same bytes. */
  public static byte[] of(byte[] seed, Random random) {
    byte[] input = seed.clone();
    for (int times = 1 + random.nextInt(3); times > 0 && input.length > 0; times--) {
      int at = random.nextInt(input.length);
      switch (random.nextInt(6)) {
        case 0 -> input[at] = (byte) random.nextInt(256);
        case 1 -> input[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> input = Arrays.copyOf(input, at);
        case 3 -> input = spliced(input, at, at, interesting(random));
        case 4 ->
            input =
                spliced(input, at, Math.min(input.length, at + 1 + random.nextInt(8)), new byte[0]);
        default -> {
          int end = Math.min(input.length, at + 1 + random.nextInt(16));
          input = spliced(input, end, end, Arrays.copyOfRange(input, at, end));
        }
      }
    }
    return input;
  }

  private static byte[] interesting(Random random) {
    String[] pieces = {
      "[",
      "]",
      "{",
      "}",
      ",",
      "\"",
      "\\",
      "\\ud800",
      "null",
      "-1",
      "1e999",
      "NaN",
      "9223372036854775808",
      "18446744073709551616",
      "0.5",
      "\u0000",
      "\u00ff",
      "binary_data_size",
      "\"shape\":[1,1]",
    };
    byte[] varint = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    int choice = random.nextInt(pieces.length + 1);
    return choice == pieces.length ? varint : pieces[choice].getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spliced(byte[] input, int from, int to, byte[] middle) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(input, 0, from);
    result.writeBytes(middle);
    result.write(input, to, input.length - to);
    return result.toByteArray();
  }
}
