// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

/** Carries requests to an API and answers back: over a socket, or within the process. */
public interface ApiTransport {

  /** Blocks until the whole answer is there; an AssertionError if none comes. */
  ApiResponse send(ApiRequest request);

  /** Blocks until the answer's head is there; its lines are read from the stream. */
  ApiStream open(ApiRequest request);
}
