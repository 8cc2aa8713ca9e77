// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.time.Duration;

/** The classes of Netty that a mode of I/O stands for; only those of the chosen one are loaded. */
record IoBackend(
    IoMode mode, IoHandlerFactory handlers, Class<? extends ServerChannel> serverChannel) {

  /**
   * @param busyPoll how long to ask before sleeping, zero for never; with epoll alone
   * @throws IllegalStateException if the mode does not work on this machine
   */
  static IoBackend of(IoMode mode, Duration busyPoll) {
    return switch (mode) {
      case AUTO -> isLinux() && Epoll.isAvailable() ? epoll(busyPoll) : nio();
      case EPOLL -> {
        require(mode, Epoll.isAvailable(), Epoll.unavailabilityCause());
        yield epoll(busyPoll);
      }
      case IO_URING -> {
        require(mode, IoUring.isAvailable(), IoUring.unavailabilityCause());
        yield new IoBackend(mode, IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
      }
      case NIO -> nio();
    };
  }

  private static IoBackend epoll(Duration busyPoll) {
    IoHandlerFactory handlers =
        busyPoll.isZero()
            ? EpollIoHandler.newFactory()
            : EpollIoHandler.newFactory(
                0, () -> new BusyPoll(busyPoll.toNanos(), System::nanoTime));
    return new IoBackend(IoMode.EPOLL, handlers, EpollServerSocketChannel.class);
  }

  private static IoBackend nio() {
    return new IoBackend(IoMode.NIO, NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }

  private static boolean isLinux() {
    return System.getProperty("os.name", "").startsWith("Linux");
  }

  private static void require(IoMode mode, boolean available, Throwable reason) {
    if (!available) {
      throw new IllegalStateException("io mode " + mode + " is not available here", reason);
    }
  }
}
