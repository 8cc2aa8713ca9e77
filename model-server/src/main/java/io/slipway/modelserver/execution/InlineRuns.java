// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.execution;

/**
 * The runs that callers make themselves. Used under the queue's lock; what may be read without it
 * is a guess.
 */
final class InlineRuns {
  private final int places;
  private final boolean alone;
  private final QuickRuns quickRuns;
  private int running;

  /** Changed under the lock. */
  private volatile boolean quick;

  /**
   * @param places how many there may be at once
   * @param alone whether no other run can be made beside one, nor together with others
   */
  InlineRuns(int places, boolean alone) {
    this.places = places;
    this.alone = alone;
    this.quickRuns = QuickRuns.of(alone);
  }

  /** Whether a caller may hope to run a request itself. */
  boolean quick() {
    return quick;
  }

  /** Whether a run may take long enough for others on the caller's thread to notice. */
  boolean holdCallersUp() {
    return alone;
  }

  boolean allow(long bytes) {
    return running < places && quickRuns.allows(bytes);
  }

  void begin() {
    running++;
  }

  void end() {
    running--;
  }

  /**
   * A run has ended, of a caller or an instance.
   *
   * @param nanos how long it took; negative if it failed
   */
  void timed(long nanos, long bytes) {
    if (places > 0 && nanos >= 0) {
      quickRuns.ran(nanos, bytes);
      if (quickRuns.quick() != quick) {
        quick = quickRuns.quick();
      }
    }
  }
}
