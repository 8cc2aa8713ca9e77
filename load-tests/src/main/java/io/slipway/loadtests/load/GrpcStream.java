// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

/** One call on an HTTP/2 connection. */
final class GrpcStream {
  final int id;
  final Pending pending;

  /** Bytes of the message that are sent. */
  int written;

  /** Bytes that the server takes for this stream, beside the window of the connection. */
  long window;

  /** An HTTP status other than 200 is the outcome where no gRPC status follows. */
  int outcome = Outcome.UNREADABLE;

  GrpcStream(int id, Pending pending, long window) {
    this.id = id;
    this.pending = pending;
    this.window = window;
  }
}
