// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.http.HttpExchange;

/** A service that answers elsewhere than in this process. Thread-safe. */
public interface RemoteService {
  /** A call with streams of messages, as its client goes on with it. */
  interface Stream extends GrpcStreamingMethod.Receiver {
    /** It is ended otherwise, and nobody waits for it any more; nothing if it is over. */
    void cancel();
  }

  /**
   * Has the request answered there; does not block.
   *
   * @param path as it is asked for there, percent-encoded, without the query
   * @param done run once, on any thread, when nothing of the request is under way any more
   */
  void serve(HttpExchange exchange, String path, Runnable done);

  /** As {@link #serve}, a unary call. */
  void call(GrpcCall call, Runnable done);

  /** As {@link #serve}, a call with streams of messages, of which none was asked for yet. */
  Stream open(GrpcStreamingCall call, Runnable done);
}
