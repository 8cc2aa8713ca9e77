// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

/**
 * Notices a client that stops inside a frame, and one that is gone without a word: calls may be
 * open for long with nothing to say, so it is asked before it is given up.
 */
final class PeerWatch {
  /** What a look at the client finds. */
  enum Finding {
    FINE,
    /** It has not ended the frame that it began. */
    STUCK,
    /** It has said nothing for long: send it a PING. */
    SILENT,
    /** It did not answer. */
    GONE
  }

  private final long answerNanos;
  private final long silenceNanos;
  private long frames;
  private long framesSeen;
  private long heardAt;
  private long partialSince;
  private long askedAt;
  private boolean asked;

  /**
   * @param answerNanos for the rest of a frame, and for the answer to a PING
   * @param silenceNanos without a frame while something is open, before it is asked
   */
  PeerWatch(long answerNanos, long silenceNanos, long now) {
    this.answerNanos = answerNanos;
    this.silenceNanos = silenceNanos;
    this.heardAt = now;
    this.partialSince = now;
  }

  /** A frame was read to its end. */
  void frame() {
    frames++;
  }

  /**
   * @param partial whether a part of a frame is here
   * @param open whether a request or call is
   */
  Finding look(long now, boolean partial, boolean open) {
    if (frames != framesSeen) {
      framesSeen = frames;
      heardAt = now;
      partialSince = now;
      asked = false;
      return Finding.FINE;
    }
    if (!partial) {
      partialSince = now;
    } else if (now - partialSince > answerNanos) {
      return Finding.STUCK;
    }
    if (asked) {
      return now - askedAt > answerNanos ? Finding.GONE : Finding.FINE;
    }
    if (!open || now - heardAt <= silenceNanos) {
      return Finding.FINE;
    }
    asked = true;
    askedAt = now;
    return Finding.SILENT;
  }
}
