// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.RequestBody;
import java.util.List;

/**
 * A call of another server, of any number of messages in each direction. Thread-safe; nothing of it
 * blocks. Nothing is told after its end.
 */
public interface OutgoingCall {
  /**
   * What a call begins with.
   *
   * @param path service and method
   * @param metadata further fields, whose names are in lower case
   */
  record Head(String path, List<Header> metadata, Deadline deadline) {
    public Head {
      metadata = List.copyOf(metadata);
    }
  }

  /** What comes of a call; on the thread of the connections, which must not be held. */
  interface Listener {
    /** There is a connection, and the call is on its way. */
    void begun();

    /** The fields in front of the messages; once, before them. */
    void metadata(List<Header> metadata);

    /** The next message, held until this returns. One for each that was requested. */
    void message(RequestBody message);

    /** The server has ended the call, whatever with. */
    void ended(GrpcEnd end);

    /**
     * The server could not be asked, or has not answered to the end.
     *
     * @param unseen whether it has certainly not begun to answer, so that another may be asked
     */
    void failed(ServingException failure, boolean unseen);
  }

  /**
   * Sends a message behind those before; a reference to it is kept for as long.
   *
   * @param sent run when it is on its way, or never will be
   */
  void send(RequestBody message, Runnable sent);

  /** No further messages are sent. */
  void end();

  /** Asks for so many further messages. */
  void request(int messages);

  /** Nobody waits for it any more. */
  void cancel();
}
