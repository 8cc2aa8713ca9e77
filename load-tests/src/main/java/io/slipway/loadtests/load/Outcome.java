// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

/**
 * What became of a request, as a small number: an HTTP status below 1000, a gRPC status from 1000
 * on, and what never became an answer.
 */
final class Outcome {
  static final int UNSENT = 0;
  static final int TIMEOUT = 1;
  static final int CLOSED = 2;
  static final int RESET = 3;
  static final int UNREADABLE = 4;

  private static final int GRPC = 1000;
  private static final int COUNT = 1100;
  private static final String[] LOCAL = {
    "unsent", "timeout", "connection closed", "stream reset", "unreadable"
  };

  private Outcome() {}

  static int count() {
    return COUNT;
  }

  static int http(int status) {
    return status >= 100 && status < GRPC ? status : UNREADABLE;
  }

  static int grpc(int status) {
    return status >= 0 && status < COUNT - GRPC ? GRPC + status : UNREADABLE;
  }

  static boolean good(int outcome) {
    return (outcome >= 200 && outcome < 300) || outcome == GRPC;
  }

  /** Told in order that the server has no room: 429 and 503, RESOURCE_EXHAUSTED and UNAVAILABLE. */
  static boolean refused(int outcome) {
    return outcome == 429 || outcome == 503 || outcome == GRPC + 8 || outcome == GRPC + 14;
  }

  static String name(int outcome) {
    if (outcome >= GRPC) {
      return "grpc " + (outcome - GRPC);
    }
    return outcome < LOCAL.length ? LOCAL[outcome] : Integer.toString(outcome);
  }
}
