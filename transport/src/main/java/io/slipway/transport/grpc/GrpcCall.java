// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * A unary call whose message has arrived. {@link #respond}, {@link #fail} and {@link #onCancel} may
 * be called on any thread; everything else on the thread that was given the call.
 */
public interface GrpcCall {
  /** Service and method as on the wire: {@code /inference.GRPCInferenceService/ModelInfer}. */
  String path();

  @Nullable String authority();

  /** Who calls. */
  Peer peer();

  /** The call's metadata. */
  HttpHeaders metadata();

  /** From {@code grpc-timeout}. */
  Deadline deadline();

  /**
   * The message, unframed and decompressed. Held as {@link
   * io.slipway.transport.http.HttpExchange#body()} is.
   */
  RequestBody message();

  /**
   * Sends the answer and status OK; takes {@code message} over.
   *
   * @throws IllegalStateException if the call has its answer; {@code message} is released
   */
  void respond(OutputBuffer message);

  /**
   * Ends the call with the status of {@code failure}'s code.
   *
   * @throws IllegalStateException if the call has its answer
   */
  void fail(ServingException failure);

  /**
   * Ends the call as somebody else has who was asked in this server's place; takes the answer's
   * message over.
   *
   * @throws IllegalStateException if the call has its answer; the message is released
   */
  void pass(GrpcAnswer answer);

  /** As {@link io.slipway.transport.http.HttpExchange#onCancel}; the deadline counts as well. */
  void onCancel(Runnable action);
}
