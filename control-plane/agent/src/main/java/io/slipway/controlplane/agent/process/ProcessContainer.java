// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.process;

import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.logs.LogFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container that is a process of the operating system. It goes on when this process ends; {@link
 * ProcessContainers#find} takes it over then. Thread-safe.
 */
public final class ProcessContainer implements AttachableContainer {
  private static final Logger log = LoggerFactory.getLogger(ProcessContainer.class);
  private static final int KILLED = 137;
  private static final long FOLLOW_MILLIS = 200;
  private static final long LOOK_MILLIS = 20;
  private static final long KILL_AGAIN_SECONDS = 1;
  private static final Duration COMING = Duration.ofSeconds(5);

  private final Launch launch;
  private final ProcessIdentity keeper;
  private final ContainerListener listener;
  private final OutputPump output;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean killed;
  private @Nullable Thread killer;
  private boolean terminated;
  private long killAtNanos;

  private ProcessContainer(
      Launch launch, ProcessIdentity keeper, OutputPump output, ContainerListener listener) {
    this.launch = launch;
    this.keeper = keeper;
    this.output = output;
    this.listener = listener;
  }

  static ProcessContainer started(
      Launch launch, Process keeper, OutputPump pump, ContainerListener listener) {
    ProcessIdentity identity = new ProcessIdentity(keeper.pid(), "");
    ProcessContainer container = new ProcessContainer(launch, identity, pump, listener);
    Thread.ofVirtual()
        .name("container-" + keeper.pid())
        .start(() -> {
          keeper.onExit().join();
          container.end();
        });
    return container;
  }

  static ProcessContainer found(
      Launch launch, ProcessIdentity keeper, LogFile output, ContainerListener listener)
      throws IOException {
    OutputPump pump = OutputPump.start(launch.directory(), output);
    ProcessContainer container = new ProcessContainer(launch, keeper, pump, listener);
    // Only a parent is told of an end at once.
    Thread.ofVirtual()
        .name("container-" + keeper.pid())
        .start(() -> {
          try {
            while (keeper.lives()) {
              container.ended.await(FOLLOW_MILLIS, TimeUnit.MILLISECONDS);
            }
            container.end();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    return container;
  }

  private void end() {
    int code = KILLED;
    long outOfMemory = 0;
    try {
      awaitProgram();
      output.finish();
      code = ProcessContainers.exitCode(launch.directory()).orElse(KILLED);
      outOfMemory = launch.group().map(ControlGroup::killedForMemory).orElse(0L);
      launch.group().ifPresent(ControlGroup::remove);
    } catch (IOException e) {
      log.warn("the end of the container in {} is not known exactly", launch.directory(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    ended.countDown();
    boolean memory = outOfMemory > 0 && code != 0;
    boolean unknown = code == KILLED && !killed && !hasExitCode();
    listener.exited(
        code,
        memory
            ? "OOMKilled"
            : unknown ? "ContainerStatusUnknown" : code == 0 ? "Completed" : "Error",
        unknown && !memory ? "the process was killed together with what watched it" : "");
  }

  /** A keeper may be killed a moment before its program, or alone; a program holds its ports. */
  private void awaitProgram() throws InterruptedException {
    long pause = LOOK_MILLIS;
    while (pid().filter(keeper::hasInSession).isPresent()) {
      boolean _ = isKilled();
      ended.await(pause, TimeUnit.MILLISECONDS);
      pause = Math.min(2 * pause, TimeUnit.SECONDS.toMillis(KILL_AGAIN_SECONDS));
    }
  }

  private boolean hasExitCode() {
    return Files.exists(launch.directory().resolve(LaunchScript.EXIT));
  }

  /** The process of the container; empty in the moment before it is there, and after its end. */
  public Optional<Long> pid() {
    Path file = launch.directory().resolve(LaunchScript.PID);
    try {
      String text = Files.exists(file) ? Files.readString(file).strip() : "";
      return text.isEmpty() || ended.getCount() == 0
          ? Optional.empty()
          : Optional.of(Long.parseLong(text));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  @Override
  public void stop(Duration grace) {
    synchronized (this) {
      long at = System.nanoTime() + grace.toNanos();
      if (killer == null) {
        killAtNanos = at;
        killer = Thread.ofVirtual().name("stop-" + keeper.pid()).start(this::kill);
      } else if (at - killAtNanos < 0) {
        killAtNanos = at;
        notifyAll();
      }
    }
    terminate();
  }

  /** Once; the program may not be there yet, and another would ignore its signal. */
  private synchronized void terminate() {
    Optional<Long> pid = terminated ? Optional.empty() : pid();
    if (pid.isEmpty() || isLaunching(pid.get())) {
      return;
    }
    terminated = true;
    try {
      Signals.send(pid.get(), launch.stopSignal());
    } catch (IOException e) {
      log.warn("the container in {} is not asked to end: it is killed", launch.directory(), e);
    }
  }

  @Override
  public Optional<String> stopSignal() {
    return Optional.of(launch.stopSignal());
  }

  private void kill() {
    try {
      synchronized (this) {
        for (long left = left(); left > 0 && ended.getCount() > 0; left = left()) {
          terminate();
          TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
        }
      }
      if (ended.getCount() > 0) {
        killed = true;
        while (!isKilled() && !ended.await(KILL_AGAIN_SECONDS, TimeUnit.SECONDS)) {
          log.info("the container in {} is killed again", launch.directory());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The machine may have no process left that would do it, for a while. */
  private boolean isKilled() {
    try {
      Signals.killSession(keeper.pid());
      return true;
    } catch (IOException e) {
      log.error("the container in {} cannot be killed yet", launch.directory(), e);
      return false;
    }
  }

  private long left() {
    return killAtNanos - System.nanoTime();
  }

  /**
   * It is there a moment after its keeper, and has its volumes and its directory when the launch
   * has become the program; a hook does not wait for that.
   */
  private long awaitPid() throws IOException {
    long limit = System.nanoTime() + COMING.toNanos();
    try {
      for (Optional<Long> pid = pid(); ; pid = pid()) {
        if (pid.isPresent() && !isLaunching(pid.get())) {
          return pid.get();
        }
        boolean over = ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (over || limit - System.nanoTime() < 0) {
          throw new IOException("the container does not run");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("the container is coming");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private boolean isLaunching(long pid) {
    String script = launch.directory().resolve(LaunchScript.SCRIPT).toString();
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "cmdline"));
      return new String(line, StandardCharsets.UTF_8).contains(script);
    } catch (IOException _) {
      return false; // it has just ended
    }
  }

  /** With the environment, directory and namespaces of the process. */
  @Override
  public Process exec(List<String> command) throws IOException, ContainerCreationException {
    return builder(command, false).start();
  }

  @Override
  public Process execOnTerminal(List<String> command)
      throws IOException, ContainerCreationException {
    return builder(command, true).redirectErrorStream(true).start();
  }

  private ProcessBuilder builder(List<String> command, boolean terminal)
      throws IOException, ContainerCreationException {
    long pid = awaitPid();
    Path process = Path.of("/proc", String.valueOf(pid));
    List<String> whole = new ArrayList<>();
    if (launch.group().isPresent()) {
      String join = LaunchScript.joining(launch.group().get()) + "exec \"$@\"";
      whole.addAll(List.of(Tools.required("sh"), "-ec", join, "slipway"));
    }
    boolean elsewhere = isElsewhere(process);
    if (elsewhere) {
      whole.addAll(List.of(Tools.required("nsenter"), "--target=" + pid, "--mount", "--net"));
      whole.add("--wdns=" + launch.workingDirectory());
    }
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(terminal ? Terminal.around(whole) : whole);
    if (!elsewhere) {
      builder.directory(launch.workingDirectory().toFile());
    }
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(environment(process));
    if (terminal) {
      environment.putIfAbsent("TERM", "xterm");
    }
    return builder;
  }

  @Override
  public Optional<OutputStream> input() throws IOException {
    Path pipe = launch.directory().resolve(LaunchScript.INPUT);
    Path ended = launch.directory().resolve(LaunchScript.INPUT_ENDED);
    if (!Files.exists(pipe) || Files.exists(ended)) {
      return Optional.empty();
    }
    // open for reading, too: opening does not wait then for a process that is just coming
    FileChannel channel = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return Optional.of(
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(bytes, from, length);
            while (left.hasRemaining()) {
              channel.write(left); // which ends, too, when another thread closes the channel
            }
          }

          @Override
          public void close() throws IOException {
            if (launch.console().once()) {
              Files.writeString(ended, "");
            }
            channel.close();
          }
        });
  }

  @Override
  public void resize(int columns, int rows)
      throws IOException, InterruptedException, ContainerCreationException {
    Optional<ProcessHandle> process = pid().flatMap(ProcessHandle::of);
    if (launch.console().tty() && process.isPresent()) {
      Terminal.resize(process.get(), columns, rows);
    }
  }

  private static boolean isElsewhere(Path process) throws IOException {
    for (String kind : new String[] {"mnt", "net"}) {
      Path own = Path.of("/proc/self/ns", kind);
      if (Files.exists(own)
          && !Files.readSymbolicLink(own)
              .equals(Files.readSymbolicLink(process.resolve("ns").resolve(kind)))) {
        return true;
      }
    }
    return false;
  }

  /** Of a process that was found again only the system knows it. */
  private Map<String, String> environment(Path process) throws IOException {
    if (!launch.environment().isEmpty()) {
      return launch.environment();
    }
    Map<String, String> environment = new LinkedHashMap<>();
    for (String variable : Files.readString(process.resolve("environ")).split("\0", -1)) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return environment;
  }
}
