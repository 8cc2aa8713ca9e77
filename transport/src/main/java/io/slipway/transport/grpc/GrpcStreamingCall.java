// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.OutputBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call with streams of messages. {@link #request}, {@link #send}, {@link #finish}, {@link #fail},
 * {@link #onCancel} and what is there to pass on calls of others may be called on any thread;
 * everything else on the thread that was given the call.
 *
 * <p>No message is handed out that was not {@linkplain #request requested}, and none while the
 * client leaves more answers unread than the server holds for it. So a service that requests a
 * further message for each answer it sends is bounded in both directions. A client that reads
 * nothing at all for the server's write-stall timeout is cut off.
 */
public interface GrpcStreamingCall {
  /** Service and method as on the wire: {@code /inference.GRPCInferenceService/ModelInfer}. */
  String path();

  @Nullable String authority();

  /** Who calls. */
  Peer peer();

  /** The call's metadata. */
  HttpHeaders metadata();

  /** From {@code grpc-timeout}; for the call as a whole. */
  Deadline deadline();

  /** Asks for {@code messages} more than were asked for before. */
  void request(int messages);

  /**
   * Sends a message behind those that were sent before; takes it over. It is released if the call
   * is over.
   */
  void send(OutputBuffer message);

  /**
   * Ends the call with status OK, behind the messages that were sent.
   *
   * @throws IllegalStateException if the service has ended the call before
   */
  void finish();

  /**
   * As {@link #finish}, with the status of {@code failure}'s code.
   *
   * @throws IllegalStateException if the service has ended the call before
   */
  void fail(ServingException failure);

  /** Further fields in front of the messages; before the first of them is sent. */
  void metadata(List<Header> metadata);

  /**
   * As {@link #finish}, with whatever somebody else has ended the call with.
   *
   * @throws IllegalStateException if the service has ended the call before
   */
  void end(GrpcEnd end);

  /**
   * Runs {@code action} once, on the event loop, as soon as the client leaves few answers unread:
   * now, if it does. Another action replaces it.
   */
  void onRoom(Runnable action);

  /**
   * Runs {@code action}, on the event loop, when the call ends otherwise than by the service: the
   * client goes away or cancels, the deadline passes, a limit is reached. At once if it already
   * has. One action per call, a second replaces the first.
   */
  void onCancel(Runnable action);
}
