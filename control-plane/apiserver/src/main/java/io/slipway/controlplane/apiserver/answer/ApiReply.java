// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.transport.websocket.WebSocket;
import java.util.ArrayList;
import java.util.List;

/** The answer to a call. */
public sealed interface ApiReply {
  /**
   * All of it.
   *
   * @param warnings for people, which go into header fields
   * @param entityTag by which a client asks whether it has this answer already; empty for none
   * @param body whose bytes nobody changes
   */
  record Whole(int status, String contentType, List<String> warnings, String entityTag, byte[] body)
      implements ApiReply {
    public Whole {
      warnings = List.copyOf(warnings);
    }

    /** An answer without a tag. */
    public Whole(int status, String contentType, List<String> warnings, byte[] body) {
      this(status, contentType, warnings, "", body);
    }

    /** The warnings as header fields have them. */
    public List<String> warningHeaders() {
      List<String> headers = new ArrayList<>(warnings.size());
      for (String warning : warnings) {
        headers.add("299 - \"" + quoted(warning) + '"');
      }
      return headers;
    }

    /** What header fields can hold of a text. */
    private static String quoted(String text) {
      StringBuilder quoted = new StringBuilder(text.length() + 8);
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"' || c == '\\') {
          quoted.append('\\');
        }
        quoted.append(c < ' ' || c > '~' ? '?' : c);
      }
      return quoted.toString();
    }
  }

  /** What comes about bit by bit: the status is 200. */
  record Events(String contentType, EventSource source) implements ApiReply {}

  /**
   * The connection becomes a WebSocket, if it is one that can.
   *
   * @param protocol that is spoken over it, one of those that the client offered
   */
  record Upgrade(String protocol, SocketUse use) implements ApiReply {}

  /** What is done over a WebSocket. */
  interface SocketUse {
    /**
     * Blocks until the end; called once, on a thread for it alone.
     *
     * @throws InterruptedException if the thread is to end
     */
    void run(WebSocket socket, String protocol) throws InterruptedException;
  }

  /** Tells events until there is no more, or nobody listens. */
  interface EventSource {
    /**
     * Blocks until the end; called once, on a thread for it alone.
     *
     * @throws InterruptedException if the thread is to end
     */
    void tell(EventSink sink) throws InterruptedException;
  }

  /** Who listens. */
  interface EventSink {
    /**
     * Takes an event over; waits while the listener is far behind.
     *
     * @return false if nobody listens any more
     */
    boolean send(byte[] event) throws InterruptedException;

    /** Runs the action once nobody listens any more; at once if that is so. */
    void onGone(Runnable action);
  }
}
