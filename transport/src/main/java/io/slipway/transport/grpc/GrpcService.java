// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.Peer;
import org.jspecify.annotations.Nullable;

/** What answers gRPC calls. */
@FunctionalInterface
public interface GrpcService {
  /**
   * Answers a unary call. Called on an event loop, so it must not block. It answers by {@link
   * GrpcCall#respond} or {@link GrpcCall#fail}, now or later; an exception thrown from here is
   * failed with. A path it does not know is failed with NOT_IMPLEMENTED.
   */
  void call(GrpcCall call);

  /** As {@link io.slipway.transport.http.HttpService#admit}, for every unary call. */
  default void admit(String path, Peer peer, HttpHeaders metadata) {}

  /**
   * The method at {@code path} if its calls are streams of messages; null if they are unary, and
   * for a path that is not known. Called for every call, on an event loop.
   */
  default @Nullable GrpcStreamingMethod streaming(String path) {
    return null;
  }
}
