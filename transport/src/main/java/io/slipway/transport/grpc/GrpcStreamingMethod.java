// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.slipway.transport.memory.RequestBody;

/** A method whose calls have any number of messages in each direction. */
@FunctionalInterface
public interface GrpcStreamingMethod {
  /**
   * A call has begun. Called on its event loop, so it must not block; an exception thrown from here
   * is failed with.
   *
   * @return who is given the call's messages
   */
  Receiver open(GrpcStreamingCall call);

  /** The client's side of one call. All methods are called on the call's event loop. */
  interface Receiver {
    /**
     * The next message. The call holds a reference to it until this returns; take one more to keep
     * it longer. An exception thrown from here ends the call with it.
     */
    void message(RequestBody message);

    /** The client has sent all it will. */
    void end();

    /**
     * The server is stopping: the call is to be ended soon, with what is under way answered. It may
     * be told before {@link #end} or after it, and is told once.
     */
    void drain();
  }
}
