// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import java.util.random.RandomGenerator;

/** The name of an object that was created with {@code generateName}. */
public final class GeneratedName {
  /** No vowels and none of 0, 1 and 3: no words and nothing that reads like another. */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int RANDOM_LENGTH = 5;
  private static final int BASE_LENGTH = 63 - RANDOM_LENGTH;

  private GeneratedName() {}

  /** The base, cut so that a label's length is not exceeded, and five random characters. */
  public static String of(String base, RandomGenerator random) {
    StringBuilder name = new StringBuilder(63);
    name.append(base, 0, Math.min(base.length(), BASE_LENGTH));
    for (int i = 0; i < RANDOM_LENGTH; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }
}
