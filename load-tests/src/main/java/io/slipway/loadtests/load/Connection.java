// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

/** One connection to the server. All calls on its event loop. */
interface Connection {
  /** What hears from it. */
  interface Listener {
    void answered(Connection connection, Pending request, int outcome);

    /** It takes requests: it is connected. */
    void opened(Connection connection);

    /** It never will again; its requests have been answered before. */
    void closed(Connection connection);

    /** The generator itself is wrong: nothing that a server or a network does. */
    void failed(Throwable cause);
  }

  /** Whether it takes one more request now. */
  boolean free();

  void send(Pending request);

  /** Gives up requests that were sent before the given time. */
  void expire(long sentBefore);

  void close();
}
