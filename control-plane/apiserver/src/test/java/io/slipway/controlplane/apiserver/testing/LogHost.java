// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.testing;

import io.slipway.controlplane.apiserver.pods.ContainerRef;
import io.slipway.controlplane.apiserver.pods.LogQuery;
import io.slipway.controlplane.apiserver.pods.PodHost;
import io.slipway.controlplane.apiserver.pods.RunningCommand;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/** Runs Pods of which only the log can be had. */
public record LogHost(Log log) implements PodHost {
  /** As {@link PodHost#copyLog}. */
  public interface Log {
    void copy(ContainerRef container, LogQuery query, Follower out) throws InterruptedException;
  }

  @Override
  public void copyLog(ContainerRef container, LogQuery query, Follower out)
      throws InterruptedException {
    log.copy(container, query, out);
  }

  @Override
  public RunningCommand exec(
      ContainerRef container, List<String> command, boolean stdin, boolean tty) {
    throw new AssertionError("no command is started here");
  }

  @Override
  public RunningCommand attach(ContainerRef container, boolean stdin, boolean tty) {
    throw new AssertionError("nobody attaches here");
  }

  @Override
  public Socket connect(ContainerRef pod, int port) throws IOException {
    throw new IOException("there are no ports here");
  }
}
