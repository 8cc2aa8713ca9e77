// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import java.time.Duration;
import java.util.List;

/**
 * The changes of one scope, from a revision on, without gap or duplicate, each only after it is on
 * disk.
 *
 * <p>A watch holds no changes: it is a place in the change log. One that is slow costs no memory
 * and slows nobody; it reads older changes from the database, until the log is compacted past its
 * place.
 *
 * <p>For one thread at a time, preferably a virtual one; only {@link #close} may be called by
 * another. Nothing breaks if a watch is never closed, but it is woken for each change.
 */
public interface Watch extends AutoCloseable {
  /**
   * Waits for changes.
   *
   * @return some of the changes that are next, in order of revision; none if the time is over
   * @throws RevisionUnavailableException if the log no longer has what comes next
   * @throws io.slipway.api.error.ServingException UNAVAILABLE if the store or the watch is closed,
   *     INTERNAL if the database fails
   * @throws InterruptedException nothing is lost; the watch goes on at the next call
   */
  List<Change> next(Duration timeout) throws InterruptedException;

  /**
   * The watch has returned every change up to this revision. After a call of {@link #next} that
   * returned none this is as new as the store was then: what a bookmark tells.
   */
  long revision();

  @Override
  void close();
}
