// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.startup;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that is started, asked until it answers, and stopped.
 *
 * @param appliedModel the file of a model that is applied to its Kubernetes API; it then has an
 *     empty data directory at each start
 */
record Program(
    List<String> command,
    Map<String, String> environment,
    int port,
    Path log,
    Optional<Path> appliedModel) {
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"X\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[5.1,3.5,1.4,0.2]}]}";
  private static final byte[] REQUEST =
      ("POST /v2/models/iris/infer HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Content-Type: application/json\r\n"
              + "Connection: close\r\n"
              + "Content-Length: "
              + BODY.length()
              + "\r\n\r\n"
              + BODY)
          .getBytes(StandardCharsets.US_ASCII);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** CPU times in /proc are in ticks of this length. */
  private static final double TICKS_PER_SECOND = 100;

  Measurement measure() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory(log.getParent(), "data");
    List<String> line = new ArrayList<>(command);
    if (appliedModel.isPresent()) {
      line.addAll(List.of("--data", data.toString()));
    }
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    long begin = System.nanoTime();
    Process process = builder.start();
    try {
      boolean applied = appliedModel.isEmpty();
      while (!applied || !answers()) {
        applied = applied || new Applying(data.resolve("kubeconfig"), appliedModel.get()).create();
        if (!process.isAlive() || System.nanoTime() - begin > TIMEOUT_NANOS) {
          throw new IllegalStateException(command + " did not answer: " + Files.readString(log));
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
      double wall = (System.nanoTime() - begin) / 1e9;
      double cpu = cpuSeconds(process.pid());
      for (ProcessHandle child : process.children().toList()) { // the server, if a launcher watches
        cpu += cpuSeconds(child.pid());
      }
      return new Measurement(wall, cpu);
    } finally {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** True once a prediction is answered with 200. */
  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(REQUEST);
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII).endsWith("200");
    } catch (IOException _) {
      // Not listening yet; the caller bounds how often this is tried.
      return false;
    }
  }

  /** User and system time, of the process and of the children it has waited for. */
  private static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double ticks = 0;
    for (int i = 11; i <= 14; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }
}
