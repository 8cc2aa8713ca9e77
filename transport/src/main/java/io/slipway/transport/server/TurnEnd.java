// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import java.util.ArrayList;
import java.util.List;

/**
 * What is sent at the end of a turn of an event loop, when all that was found readable has been
 * worked on. A client that sleeps has to be woken for what is sent, which can cost more than
 * sending: of answers that leave together, often only the first does so. Used by one thread.
 */
final class TurnEnd {
  /** What has waited longer than this, when something else is to be sent, waits no longer. */
  private static final long MAX_NANOS = 300_000;

  /** Has something to send. */
  interface Sender {
    /** Sends it; what throws here would keep the others from theirs. */
    void send();
  }

  private final List<Sender> waiting = new ArrayList<>();
  private boolean sending;
  private long since;

  /**
   * @param nanos how long the turn has taken
   */
  void add(Sender sender, long nanos) {
    waiting.add(sender);
    if (waiting.size() == 1) {
      since = nanos;
    } else if (nanos - since > MAX_NANOS) {
      sendAll();
    }
  }

  void sendAll() {
    if (sending) { // by a sender, whose own is sent in its turn
      return;
    }
    sending = true;
    try {
      for (int i = 0; i < waiting.size(); i++) {
        waiting.get(i).send();
      }
    } finally {
      waiting.clear();
      sending = false;
    }
  }
}
