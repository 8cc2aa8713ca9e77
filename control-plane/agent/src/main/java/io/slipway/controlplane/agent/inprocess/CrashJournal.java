// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.inprocess;

/**
 * Remembers, beyond the end of this process, what a container is just doing. If the process dies
 * meanwhile, the container is not started again in the next one, and its status says why; the
 * others start at once. Thread-safe.
 */
@FunctionalInterface
public interface CrashJournal {
  CrashJournal NONE =
      _ ->
          new Risk() {
            @Override
            public void begin() {}

            @Override
            public void end() {}

            @Override
            public void passTo(String podUid, String container) {}

            @Override
            public void close() {}
          };

  /**
   * Makes place for one thing that may end the process; writes to the disk.
   *
   * @param what for people, such as {@code loading model iris}
   */
  Risk risk(String what);

  /** One thing, which several threads may do at once. */
  interface Risk extends AutoCloseable {
    /** This thread does it from now on. Costs a write to memory. */
    void begin();

    /** This thread has done it, well or not. */
    void end();

    /**
     * From now on it is held against another container, which shares what is done with the one
     * before, which goes. Also what is under way is; of one that is closed nothing is.
     */
    void passTo(String podUid, String container);

    @Override
    void close();
  }
}
