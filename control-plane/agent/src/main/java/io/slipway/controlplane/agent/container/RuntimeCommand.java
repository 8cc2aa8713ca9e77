// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command in a container: the runtime's client for it as a process. A runtime lets a command go
 * on when its client is killed, and a probe that hangs would leave one each time; so what the
 * client has brought into the container is killed with it, where this process may see it.
 */
final class RuntimeCommand extends Process {
  private static final Logger log = LoggerFactory.getLogger(RuntimeCommand.class);
  private static final String NAMESPACE = "ns/pid";

  private final Process client;
  private final List<String> command;
  private final Container container;

  /** Nothing is left of it then. */
  private volatile boolean over;

  /** Finds the first process of the container; empty if it does not run. */
  interface Container {
    Optional<Long> pid() throws IOException;
  }

  RuntimeCommand(Process client, List<String> command, Container container) {
    this.client = client;
    this.command = List.copyOf(command);
    this.container = container;
  }

  @Override
  public Process destroyForcibly() {
    Optional<Instant> began = client.info().startInstant();
    client.destroyForcibly();
    if (!over && began.isPresent()) {
      over = true;
      Thread.ofVirtual().name("end-of-command").start(() -> killInside(began.get()));
    }
    return this;
  }

  @Override
  public void destroy() {
    destroyForcibly();
  }

  private void killInside(Instant began) {
    try {
      Optional<Long> first = container.pid();
      if (first.isEmpty()) {
        return;
      }
      Path namespace = namespace(first.get());
      try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
        all.filter(process -> process.pid() != first.get() && isOurs(process, namespace, began))
            .forEach(RuntimeCommand::killAll);
      }
    } catch (IOException e) {
      log.debug("the command {} may go on in its container", command, e);
    }
  }

  private static void killAll(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Began after the client, came from outside, and is the command. */
  private boolean isOurs(ProcessHandle process, Path namespace, Instant began) {
    try {
      Optional<ProcessHandle> parent = process.parent();
      return process.info().startInstant().filter(start -> !start.isBefore(began)).isPresent()
          && namespace(process.pid()).equals(namespace)
          && (parent.isEmpty() || !namespace(parent.get().pid()).equals(namespace))
          && isCommand(process);
    } catch (IOException _) {
      return false; // it has just ended, or is not ours to see
    }
  }

  private boolean isCommand(ProcessHandle process) throws IOException {
    String line = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
    return line.equals(String.join("\0", command) + "\0");
  }

  private static Path namespace(long pid) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", String.valueOf(pid)).resolve(NAMESPACE));
  }

  @Override
  public OutputStream getOutputStream() {
    return client.getOutputStream();
  }

  @Override
  public InputStream getInputStream() {
    return client.getInputStream();
  }

  @Override
  public InputStream getErrorStream() {
    return client.getErrorStream();
  }

  @Override
  public int waitFor() throws InterruptedException {
    int code = client.waitFor();
    over = true;
    return code;
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    boolean ended = client.waitFor(timeout, unit);
    if (ended) {
      over = true;
    }
    return ended;
  }

  @Override
  public int exitValue() {
    return client.exitValue();
  }

  @Override
  public boolean isAlive() {
    return client.isAlive();
  }

  @Override
  public ProcessHandle toHandle() {
    return client.toHandle();
  }

  @Override
  public CompletableFuture<Process> onExit() {
    return client.onExit();
  }
}
