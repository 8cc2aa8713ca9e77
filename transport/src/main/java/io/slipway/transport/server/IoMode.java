// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

/** How sockets are waited for. */
public enum IoMode {
  /**
   * {@link #EPOLL} where it loads, else {@link #NIO}. Not io_uring: it showed no steady gain over
   * epoll for small requests, and many containers forbid it.
   */
  AUTO,
  /** Linux; fails to start where its native library does not load. */
  EPOLL,
  /** Linux 5.10 and newer; fails to start where its native library does not load. */
  IO_URING,
  /** Everywhere. */
  NIO
}
