// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

import io.slipway.controlplane.agent.probe.HttpProbe.Purpose;
import io.slipway.controlplane.agent.spec.ProbeAction;
import io.slipway.controlplane.agent.spec.ProbeAction.Exec;
import io.slipway.controlplane.agent.spec.ProbeAction.Grpc;
import io.slipway.controlplane.agent.spec.ProbeAction.HttpGet;
import io.slipway.controlplane.agent.spec.ProbeAction.Sleep;
import io.slipway.controlplane.agent.spec.ProbeAction.TcpSocket;
import io.slipway.controlplane.agent.spec.ProbeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Does a probe once, within its timeout. Blocks. */
public final class Prober {
  private static final int MAX_OUTPUT_BYTES = 10 << 10;

  private Prober() {}

  /**
   * The container that is probed.
   *
   * @param address of its Pod
   * @param ports numbers by name
   * @param commands runs a command in it
   */
  public record Target(String address, Map<String, Integer> ports, Commands commands) {}

  /** Runs commands in a container. */
  @FunctionalInterface
  public interface Commands {
    Process start(List<String> command) throws IOException;
  }

  public static ProbeResult probe(ProbeSpec probe, Target target) throws InterruptedException {
    return run(probe.action(), probe.timeout(), target, Purpose.PROBE);
  }

  /**
   * A hook: as a kubelet knows them, fewer kinds than of probes, and any answer over HTTP will do.
   */
  public static ProbeResult hook(ProbeAction action, Duration timeout, Target target)
      throws InterruptedException {
    return switch (action) {
      case TcpSocket _, Grpc _ ->
          ProbeResult.failure("invalid handler (expected: exec, httpGet or sleep)");
      case HttpGet _, Exec _, Sleep _ -> run(action, timeout, target, Purpose.HOOK);
    };
  }

  private static ProbeResult run(
      ProbeAction action, Duration timeout, Target target, Purpose purpose)
      throws InterruptedException {
    try {
      return switch (action) {
        case HttpGet http -> {
          String host = host(http.host(), target);
          yield HttpProbe.get(http, host, port(http.port(), target), timeout, purpose);
        }
        case TcpSocket tcp -> tcp(host(tcp.host(), target), port(tcp.port(), target), timeout);
        case Exec exec -> exec(exec, timeout, target);
        case Grpc grpc -> GrpcProbe.check(grpc, target.address(), timeout);
        case Sleep sleep -> {
          TimeUnit.SECONDS.sleep(Math.min(sleep.seconds(), timeout.toSeconds()));
          yield ProbeResult.SUCCESS;
        }
      };
    } catch (IOException | IllegalArgumentException e) {
      if (Thread.interrupted()) { // what waits below may know no other way to say so
        InterruptedException interrupted = new InterruptedException("nobody waits any more");
        interrupted.initCause(e);
        throw interrupted;
      }
      return ProbeResult.failure(String.valueOf(e.getMessage()));
    }
  }

  private static String host(String said, Target target) {
    return said.isEmpty() ? target.address() : said;
  }

  private static int port(String said, Target target) throws IOException {
    Integer named = target.ports().get(said);
    if (named != null) {
      return named;
    }
    try {
      return Integer.parseInt(said);
    } catch (NumberFormatException e) {
      throw new IOException("the container has no port named " + said, e);
    }
  }

  private static ProbeResult tcp(String host, int port, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      return ProbeResult.SUCCESS;
    } catch (IOException e) {
      return ProbeResult.failure("dial tcp %s:%d: %s".formatted(host, port, e.getMessage()));
    }
  }

  private static ProbeResult exec(Exec exec, Duration timeout, Target target)
      throws IOException, InterruptedException {
    Process process = target.commands().start(exec.command());
    process.getOutputStream().close();
    StringBuilder output = new StringBuilder();
    Thread errors = reader(process.getErrorStream(), output);
    Thread reader = reader(process.getInputStream(), output);
    if (!hasEnded(process, timeout)) {
      return ProbeResult.failure("command timed out after " + timeout.toSeconds() + "s");
    }
    reader.join(Duration.ofSeconds(1));
    errors.join(Duration.ofSeconds(1));
    synchronized (output) {
      return process.exitValue() == 0
          ? ProbeResult.SUCCESS
          : ProbeResult.failure(
              "exit code " + process.exitValue() + ": " + output.toString().strip());
    }
  }

  /** Whether it has ended by itself; it does not go on when it is not waited for. */
  private static boolean hasEnded(Process process, Duration timeout) throws InterruptedException {
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return ended;
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static Thread reader(InputStream in, StringBuilder output) {
    return Thread.ofVirtual()
        .start(() -> {
          try (in) {
            byte[] bytes = in.readNBytes(MAX_OUTPUT_BYTES);
            synchronized (output) {
              output.append(new String(bytes, StandardCharsets.UTF_8));
            }
            in.transferTo(java.io.OutputStream.nullOutputStream());
          } catch (IOException e) {
            synchronized (output) {
              output.append(e.getMessage());
            }
          }
        });
  }
}
