// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.logs.LogFile;
import io.slipway.controlplane.agent.process.AttachableContainer;
import io.slipway.controlplane.agent.process.ContainerCreationException;
import io.slipway.controlplane.agent.process.ControlGroup;
import io.slipway.controlplane.agent.process.Launch;
import io.slipway.controlplane.agent.process.ProcessContainer;
import io.slipway.controlplane.agent.process.ProcessContainers;
import io.slipway.controlplane.agent.process.StopSignal;
import io.slipway.controlplane.agent.process.Terminal;
import io.slipway.controlplane.client.Fields;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container of podman or docker. A client of the runtime, which is a process beside a keeper as
 * other containers are, brings its output and takes its input; it is stopped and asked by its name.
 * It goes on when this process ends. Thread-safe.
 */
final class RuntimeContainer implements AttachableContainer {
  private static final Logger log = LoggerFactory.getLogger(RuntimeContainer.class);
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long KILL_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration COMING = Duration.ofSeconds(30);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private final RuntimeProgram program;
  private final ContainerFile file;
  private final Path directory;
  private final Optional<ControlGroup> group;
  private final Supplier<String> lastLine;
  private final ContainerListener listener;
  private @Nullable ProcessContainer client;
  private @Nullable Thread stopper;
  private long killAtNanos;
  private boolean ended;
  private volatile boolean killed;

  /** Whether its first process was seen. */
  private volatile boolean seen;

  /**
   * @param directory of the run
   * @param group removed after its end
   * @param lastLine of its output
   */
  RuntimeContainer(
      RuntimeProgram program,
      ContainerFile file,
      Path directory,
      Optional<ControlGroup> group,
      Supplier<String> lastLine,
      ContainerListener listener) {
    this.program = program;
    this.file = file;
    this.directory = directory;
    this.group = group;
    this.lastLine = lastLine;
    this.listener = listener;
  }

  /** The container is there, and is started now. */
  void start(Launch launch, LogFile output) throws ContainerCreationException {
    ProcessContainer started = ProcessContainers.start(launch, output, new Client());
    synchronized (this) {
      client = started;
    }
  }

  /** Whether the client that an earlier process has started is there. */
  boolean find(Launch launch, LogFile output) throws IOException {
    Optional<ProcessContainer> found = ProcessContainers.find(launch, output, new Client());
    synchronized (this) {
      client = found.orElse(null);
    }
    return found.isPresent();
  }

  private synchronized ProcessContainer client() {
    if (client == null) {
      throw new IllegalStateException(file.name() + " is not started");
    }
    return client;
  }

  @Override
  public Optional<String> imageId() {
    return Optional.of(file.image());
  }

  @Override
  public Optional<String> stopSignal() {
    return Optional.of(StopSignal.named(file.stopSignal()));
  }

  @Override
  public synchronized void stop(Duration grace) {
    long at = System.nanoTime() + grace.toNanos();
    if (stopper == null) {
      killAtNanos = at;
      stopper = Thread.ofVirtual().name("stop-" + file.name()).start(this::endInTime);
    } else if (at - killAtNanos < 0) {
      killAtNanos = at;
      notifyAll();
    }
  }

  /** Until it has ended: a stop that gave up would leave it running for good. */
  private void endInTime() {
    try {
      boolean asked = false;
      for (long left = left(); left > 0 && !hasEnded(); left = left()) {
        // it may not run yet
        asked = asked || tell(file.stopSignal()) == Told.GOOD;
        awaitEnd(asked ? left : Math.min(left, AGAIN_NANOS));
      }
      if (!hasEnded()) {
        kill();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What came of a signal. */
  private enum Told {
    GOOD,
    REFUSED,
    /** The runtime could not be asked; it may be later. */
    UNHEARD
  }

  private Told tell(String signal) {
    try {
      return program.kill(file.name(), signal) ? Told.GOOD : Told.REFUSED;
    } catch (IOException e) {
      log.warn("the container {} cannot be sent {} yet", file.name(), signal, e);
      return Told.UNHEARD;
    }
  }

  private void kill() throws InterruptedException {
    killed = true;
    Told told = Told.UNHEARD;
    while (told == Told.UNHEARD && !hasEnded()) {
      told = tell("KILL");
      awaitEnd(told == Told.UNHEARD ? KILL_AGAIN_NANOS : 0);
    }
    long end = System.nanoTime() + AFTER_KILL.toNanos();
    for (long left = end - System.nanoTime(); left > 0 && !hasEnded(); ) {
      if (told != Told.GOOD) {
        told = tell("KILL");
      }
      awaitEnd(told == Told.GOOD ? left : Math.min(left, KILL_AGAIN_NANOS));
      left = end - System.nanoTime();
    }
    if (!hasEnded()) {
      log.warn("the container {} does not end: its client is killed", file.name());
      client().stop(Duration.ZERO);
    }
  }

  private synchronized long left() {
    return killAtNanos - System.nanoTime();
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  /** Returns early when the grace becomes shorter. */
  private synchronized void awaitEnd(long nanos) throws InterruptedException {
    if (!ended && nanos > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
  }

  @Override
  public Process exec(List<String> command) throws IOException, ContainerCreationException {
    awaitRunning();
    List<String> words = file.lines().exec(file.name(), command, false);
    return new RuntimeCommand(program.builder(words).start(), command, this::firstPid);
  }

  @Override
  public Process execOnTerminal(List<String> command)
      throws IOException, ContainerCreationException {
    awaitRunning();
    List<String> words = file.lines().exec(file.name(), command, true);
    ProcessBuilder builder = program.builder(Terminal.around(words));
    builder.environment().remove("SHELL"); // which would read the words
    builder.environment().putIfAbsent("TERM", "xterm");
    Process client = builder.redirectErrorStream(true).start();
    return new RuntimeCommand(client, command, this::firstPid);
  }

  /** Its client brings it up after the start, which a hook does not wait for. */
  private void awaitRunning() throws IOException {
    long limit = System.nanoTime() + COMING.toNanos();
    try {
      while (!seen) {
        if (hasEnded() || limit - System.nanoTime() < 0) {
          throw new IOException("the container %s does not run".formatted(file.name()));
        }
        seen = firstPid().isPresent();
        awaitEnd(seen ? 0 : AGAIN_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException(file.name());
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private Optional<Long> firstPid() throws IOException {
    return program.state(file.name()).map(state -> state.number("Pid", 0)).filter(pid -> pid > 0);
  }

  @Override
  public Optional<OutputStream> input() throws IOException {
    return client().input();
  }

  @Override
  public void resize(int columns, int rows)
      throws IOException, InterruptedException, ContainerCreationException {
    client().resize(columns, rows);
  }

  /** Hears the end of the client, on a thread of its own. */
  private final class Client implements ContainerListener {
    @Override
    public void ready(boolean ready) {
      listener.ready(ready);
    }

    @Override
    public void exited(int exitCode, String reason, String message) {
      ContainerEnd end = end(exitCode);
      group.ifPresent(ControlGroup::remove);
      synchronized (RuntimeContainer.this) {
        ended = true;
        RuntimeContainer.this.notifyAll();
      }
      listener.exited(end.exitCode(), end.reason(), end.message());
    }

    /** Who was killed here was not killed for its memory. */
    private boolean memoryRanOut() {
      return !killed && group.map(ControlGroup::killedForMemory).orElse(0L) > 0;
    }

    private ContainerEnd end(int exitCode) {
      ContainerEnd end = ContainerEnd.of(Optional.empty(), exitCode, "", false);
      try {
        Optional<Fields> state = program.state(file.name());
        end = ContainerEnd.of(state, exitCode, lastLine.get(), memoryRanOut());
        program.remove(file.name());
        ContainerFile.remove(directory);
      } catch (IOException e) {
        log.warn("how the container {} has ended is not known exactly", file.name(), e);
      }
      return end;
    }
  }
}
