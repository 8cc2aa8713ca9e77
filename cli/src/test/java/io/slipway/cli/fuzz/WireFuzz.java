// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import io.slipway.cli.testing.ServerProcess;
import io.slipway.transport.testing.fuzz.Answers;
import io.slipway.transport.testing.fuzz.Http2Seeds;
import io.slipway.transport.testing.fuzz.HttpSeeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Damaged connections to a whole server with a real engine, each on a socket of its own. An input
 * depends on its number alone, so that one can be sent again.
 */
final class WireFuzz {
  private static final int CLIENTS = 48;

  /** After this long without a byte, the answer is taken to be over. */
  private static final int SILENCE_MILLIS = 20;

  /** A good request is answered within this time, also by a server that has just started. */
  private static final int PATIENCE_MILLIS = 10_000;

  /** The server's heap is 128 MiB, and bodies may hold 512 MiB. */
  private static final long MAX_RESIDENT_KIB = 900L << 10;

  /** So small a heap that buffers nobody released are found soon. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "JAVA_TOOL_OPTIONS",
          "-Xmx128m -Dio.netty.leakDetection.level=paranoid -XX:+ExitOnOutOfMemoryError");

  private final HttpSeeds http = new HttpSeeds();
  private final Http2Seeds http2 = new Http2Seeds();

  /** Sends the inputs below this number, and then looks how the server is. */
  void run(int inputs) throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            System.getProperty("java.class.path"),
            ENVIRONMENT,
            List.of("serve", "iris=" + Iris.model(), "--allow-client-shm", "true"))) {
      URI address = server.awaitReady().http();
      InetSocketAddress port = new InetSocketAddress(address.getHost(), address.getPort());
      assertAnswersTheSeeds(port);
      send(port, inputs);
      Iris.assertAnswers(address, "iris");
      assertUnharmed(server);
      assertThat(server.stop()).isZero();
    }
  }

  private void send(InetSocketAddress port, int inputs) throws Exception {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(
            clients.submit(() -> {
              for (int input = next.getAndIncrement();
                  input < inputs;
                  input = next.getAndIncrement()) {
                send(port, input, input(input));
              }
              return null;
            }));
      }
      for (Future<?> client : running) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private byte[] input(int number) {
    Random random = new Random(number);
    return number % 2 == 0 ? http.damaged(random) : http2.damaged(random);
  }

  /** Else damaged seeds would test little. */
  private void assertAnswersTheSeeds(InetSocketAddress port) throws IOException {
    for (int i = 0; i < http.count(); i++) {
      send(port, -1, http.whole(i));
    }
    for (int i = 0; i < http2.count(); i++) {
      send(port, -1, http2.whole(i));
    }
  }

  private static void send(InetSocketAddress port, int number, byte[] input) throws IOException {
    byte[] sent = exchange(port, input, number < 0 ? PATIENCE_MILLIS : SILENCE_MILLIS);
    String fault = Answers.fault(sent);
    if (number < 0 && sent.length == 0) {
      fault = "did not answer";
    }
    if (fault != null) {
      throw new AssertionError(
          "to input %d the server %s%ninput: %s%nanswer: %s"
              .formatted(number, fault, shown(input), shown(sent)));
    }
  }

  private static String shown(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.replaceAll("[^\\n -~]", "?") + "\n" + HexFormat.of().formatHex(bytes);
  }

  private static byte[] exchange(InetSocketAddress port, byte[] input, int patience)
      throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (Socket socket = new Socket()) {
      socket.connect(port);
      socket.setSoTimeout(patience);
      socket.getOutputStream().write(input);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[4096];
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        sent.write(buffer, 0, read);
        socket.setSoTimeout(SILENCE_MILLIS);
      }
    } catch (SocketTimeoutException | SocketException _) {
      // It waits for more, or has closed while we still wrote: what came until then counts.
    }
    return sent.toByteArray();
  }

  private static void assertUnharmed(ServerProcess server) throws Exception {
    URI metrics = URI.create(server.http() + "/metrics");
    await()
        .untilAsserted(
            () -> assertThat(Http.get(metrics).body()).contains("\nslipway_buffered_bytes 0.0\n"));
    assertThat(Http.get(metrics).body().lines())
        .filteredOn(line -> line.contains("code=\"INTERNAL\""))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).endsWith(" 0.0"));
    assertThat(server.stderr()).doesNotContain(" ERROR ", "LEAK: ", "Exception in thread", "\tat ");
    long resident = peakKib(server.pid());
    assertThat(resident).as("KiB").isLessThan(MAX_RESIDENT_KIB);
  }

  private static long peakKib(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new AssertionError("no VmHWM");
  }
}
