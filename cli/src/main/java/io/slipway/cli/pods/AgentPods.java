// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.pods;

import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.logs.LogOptions;
import io.slipway.controlplane.agent.logs.LogReader;
import io.slipway.controlplane.agent.node.Agent;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.pods.ContainerRef;
import io.slipway.controlplane.apiserver.pods.LogQuery;
import io.slipway.controlplane.apiserver.pods.PodHost;
import io.slipway.controlplane.apiserver.pods.RunningCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The agent of this process, as the API asks it. Thread-safe. */
public final class AgentPods implements PodHost {
  private static final int CONNECT_MILLIS = 10_000;

  private final Agent agent;
  private final InstantSource clock = InstantSource.system();

  public AgentPods(Agent agent) {
    this.agent = agent;
  }

  @Override
  public void copyLog(ContainerRef container, LogQuery query, Follower out)
      throws IOException, InterruptedException {
    LogOptions options =
        new LogOptions(
            query.follow(),
            query.tailLines(),
            query.since(),
            query.timestamps(),
            query.limitBytes());
    try (LogReader reader = reader(container, options)) {
      out.onGone(reader::close);
      copy(reader, container, out);
    }
  }

  private LogReader reader(ContainerRef container, LogOptions options) {
    PodIdentity pod =
        new PodIdentity(
            container.namespace(), container.pod(), container.uid(), Map.of(), Map.of());
    Path file = agent.logs().file(pod, container.container(), run(container));
    return new LogReader(file, options);
  }

  /** Ends, too, when nobody takes what it brings. */
  void copy(LogReader reader, ContainerRef container, Output out)
      throws IOException, InterruptedException {
    int run = run(container);
    try {
      reader.copyTo(
          bytes -> {
            try {
              if (!out.write(bytes, 0, bytes.length)) {
                throw new ClientGoneException();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new ClientGoneException(e);
            }
          },
          () -> !agent.isRunning(container.uid(), container.container(), run));
    } catch (ClientGoneException _) {
      // there is nobody to tell
    }
  }

  /** Nobody reads any more. */
  private static final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException() {}

    ClientGoneException(Throwable cause) {
      super(cause);
    }
  }

  /** The last part of a run's id, which is ours. */
  private static int run(ContainerRef container) {
    String id = container.id();
    try {
      return Integer.parseInt(id.substring(id.lastIndexOf('/') + 1));
    } catch (NumberFormatException e) {
      throw ApiErrors.badRequest(
          "container \"%s\" in pod \"%s\" was not run by this node: %s"
              .formatted(container.container(), container.pod(), id));
    }
  }

  @Override
  public RunningCommand exec(
      ContainerRef container, List<String> command, boolean stdin, boolean tty) throws IOException {
    AttachableContainer process = process(container);
    try {
      Process started = tty ? process.execOnTerminal(command) : process.exec(command);
      return ExecCommand.of(started, stdin, tty);
    } catch (ContainerCreationException e) {
      throw ApiErrors.badRequest(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public RunningCommand attach(ContainerRef container, boolean stdin, boolean tty)
      throws IOException {
    // by its time: what the first input brings about may be printed before the log is opened
    LogOptions onlyNew = new LogOptions(true, -1, Optional.of(clock.instant()), false, -1);
    LogReader reader = reader(container, onlyNew);
    Optional<AttachableContainer> process = agent.process(container.uid(), container.container());
    Optional<OutputStream> input =
        stdin && process.isPresent() ? process.get().input() : Optional.empty();
    if (stdin && input.isEmpty()) {
      throw ApiErrors.badRequest(
          "container \"%s\" in pod \"%s\" takes no input (expected: stdin: true in its spec, and with stdinOnce nobody before)"
              .formatted(container.container(), container.pod()));
    }
    return new AttachedContainer(process, input, reader, out -> copy(reader, container, out));
  }

  private AttachableContainer process(ContainerRef container) {
    return agent
        .process(container.uid(), container.container())
        .orElseThrow(() ->
            ApiErrors.badRequest(
                "container \"%s\" in pod \"%s\" has no process of its own, as it runs inside of Slipway's: there is nothing that a command could run in"
                    .formatted(container.container(), container.pod())));
  }

  @Override
  public Socket connect(ContainerRef pod, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(pod.address(), port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "failed to connect to %s:%d of pod %s: %s"
              .formatted(pod.address(), port, pod.pod(), e.getMessage()),
          e);
    }
  }
}
