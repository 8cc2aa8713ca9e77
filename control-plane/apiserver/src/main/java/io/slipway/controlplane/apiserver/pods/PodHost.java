// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.pods;

import java.io.IOException;
import java.net.Socket;
import java.util.List;

/**
 * Runs Pods, and is asked for what only they know, as a kubelet is. Calls block, each on a thread
 * that may; any number of them at once. Whatever cannot be done is refused by an {@link
 * io.slipway.controlplane.apiserver.meta.ApiException}, whose status the client gets, or fails with
 * an {@code IOException}.
 */
public interface PodHost {
  /** Takes bytes for a client. */
  interface Output {
    /**
     * Waits while the client is behind; the bytes stay the caller's.
     *
     * @return false if the client is gone: there is no use in going on
     */
    boolean write(byte[] bytes, int from, int length) throws InterruptedException;
  }

  /** A client that follows a log, and may leave. */
  interface Follower extends Output {
    /** Runs the action once the client is gone; at once if it is. */
    void onGone(Runnable action);
  }

  /**
   * Writes what a container has printed; to follow it, goes on until it ends or the client leaves.
   */
  void copyLog(ContainerRef container, LogQuery query, Follower out)
      throws IOException, InterruptedException;

  /**
   * Starts a command beside a container's process; the caller closes it.
   *
   * @param stdin whether there will be input; else the command finds its end at once
   * @param tty whether it has a terminal, which is its output and errors in one
   */
  RunningCommand exec(ContainerRef container, List<String> command, boolean stdin, boolean tty)
      throws IOException, InterruptedException;

  /**
   * Joins the process of a container: its input, and what it prints from now on. Closing it leaves
   * the process alone.
   */
  RunningCommand attach(ContainerRef container, boolean stdin, boolean tty)
      throws IOException, InterruptedException;

  /** Connects to a port of a Pod; the caller closes it. */
  Socket connect(ContainerRef pod, int port) throws IOException;
}
