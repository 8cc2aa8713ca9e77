// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

/** What answers gRPC calls. */
@FunctionalInterface
public interface GrpcService {
  /**
   * Called on an event loop, so it must not block. It answers by {@link GrpcCall#respond} or {@link
   * GrpcCall#fail}, now or later; an exception thrown from here is failed with. A path it does not
   * know is failed with NOT_IMPLEMENTED.
   */
  void call(GrpcCall call);
}
