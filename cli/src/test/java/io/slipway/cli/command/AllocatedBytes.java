// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import com.sun.management.ThreadMXBean;
import io.slipway.cli.predict.GrpcPrediction;
import io.slipway.cli.serving.Serving;
import io.slipway.cli.serving.ServingProcess;
import io.slipway.cli.testing.Iris;
import io.slipway.cli.training.LoopbackClient;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves the example in this JVM, asks it over each protocol, and prints how many bytes of garbage
 * a request made on the server's threads: lines of a protocol and a number. A program of its own,
 * because the tests' JVM records the stack of each buffer.
 */
final class AllocatedBytes {
  private static final int ROUNDS = 300;
  private static final String V2 =
      "{\"inputs\":[{\"name\":\"X\",\"shape\":[1,4],\"datatype\":\"FP32\","
          + "\"data\":[6.1,3.0,4.9,1.8]}]}";
  private static final String BINARY =
      "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"X\",\"shape\":[1,4],"
          + "\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":16}}]}";

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private interface Ask {
    void once() throws Exception;
  }

  private AllocatedBytes() {}

  /**
   * @param args where to keep data
   */
  public static void main(String[] args) throws Exception {
    serving(
        Path.of(args[0]),
        serving -> {
          byte[] v2 = V2.getBytes(StandardCharsets.UTF_8);
          byte[] header = BINARY.getBytes(StandardCharsets.UTF_8);
          byte[] binary = new byte[header.length + 16];
          System.arraycopy(header, 0, binary, 0, header.length);
          String path = "/v2/models/iris/infer";
          try (LoopbackClient http = new LoopbackClient(serving.httpAddress());
              GrpcPrediction grpc = GrpcPrediction.connect(serving.grpcAddress())) {
            print("json", () -> http.ask("POST", path, "", v2));
            String length = "Inference-Header-Content-Length: " + header.length + "\r\n";
            print("binary", () -> http.ask("POST", path, length, binary));
            print("grpc", () -> grpc.ask("default", "iris", v2, Duration.ofSeconds(10)));
          }
        });
  }

  private static void print(String protocol, Ask ask) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      ask.once();
    }
    long before = allocated();
    for (int i = 0; i < ROUNDS; i++) {
      ask.once();
    }
    System.out.println(protocol + " " + (allocated() - before) / ROUNDS);
  }

  /** By the event loops and the model's workers. */
  private static long allocated() {
    long sum = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("transport-") || thread.getName().startsWith("model-")) {
        sum += THREADS.getThreadAllocatedBytes(thread.threadId());
      }
    }
    return sum;
  }

  private interface WithServing {
    void run(Serving serving) throws Exception;
  }

  private static void serving(Path data, WithServing body) throws Exception {
    ServingProcess process =
        new ServingProcess(
            new ServingProcess.Stay() {
              @Override
              public void stopBy(Runnable stop) {
                // The test ends it.
              }

              @Override
              public void with(Serving serving) throws Exception {
                try {
                  body.run(serving);
                } finally {
                  serving.stop();
                }
              }
            });
    List<String> words = new ArrayList<>(List.of("--http-port", "0", "--grpc-port", "0"));
    words.addAll(List.of("--data", data.toString(), "iris=" + Iris.model()));
    ServeCommand command = new ServeCommand(process);
    command.run(Arguments.parse(command, words, new PrintWriter(Writer.nullWriter())));
  }
}
