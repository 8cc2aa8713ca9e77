// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

/** The order of a model's versions: numbers as numbers, before names. */
final class VersionOrder {
  private VersionOrder() {}

  static int compare(String one, String other) {
    int byNumber = Long.compare(number(one), number(other));
    return byNumber == 0 ? one.compareTo(other) : byNumber;
  }

  private static long number(String version) {
    return version.matches("[0-9]{1,18}") ? Long.parseLong(version) : Long.MAX_VALUE;
  }
}
