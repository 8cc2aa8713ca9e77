// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The generator as a command: one call, one load, and the figures as JSON on standard output. */
public final class GeneratorProgram {
  private static final Set<String> NAMES =
      Set.of(
          "address",
          "protocol",
          "model",
          "input",
          "shape",
          "path",
          "header",
          "body",
          "rate",
          "callers",
          "arrivals",
          "seed",
          "warm-seconds",
          "seconds",
          "connections",
          "streams",
          "timeout-ms",
          "server-pid");

  private GeneratorProgram() {}

  public static void main(String[] arguments) throws IOException {
    try {
      run(Options.parse(List.of(arguments), Set.of(), NAMES));
    } catch (IllegalArgumentException e) {
      System.err.println("generator: " + e.getMessage());
      System.exit(2);
    }
  }

  private static void run(Options options) throws IOException {
    Call call = call(options);
    Client.Limits limits =
        new Client.Limits(
            options.integer("connections", 64),
            options.integer("streams", 100),
            Duration.ofMillis(options.integer("timeout-ms", 10_000)));
    long pid = options.integer("server-pid", 0);
    try (Client client = new Client(call, limits, () -> pid == 0 ? 0 : ProcessCpu.seconds(pid))) {
      Phase warm = phase(options, "warm-seconds", 2);
      Phase measured = phase(options, "seconds", 10);
      PhaseResult result = client.run(warm, measured).getLast();
      Map<String, Object> document = new LinkedHashMap<>();
      document.putAll(result.document());
      System.out.print(Json.of(document));
    }
  }

  private static Phase phase(Options options, String seconds, double otherwise) {
    Duration duration = Duration.ofMillis((long) (1000 * options.number(seconds, otherwise)));
    if (options.has("callers") == options.has("rate")) {
      throw new IllegalArgumentException(
          "either --rate (open load) or --callers (closed load) is needed");
    }
    if (options.has("callers")) {
      return Phase.closed(options.integer("callers", 1), duration);
    }
    double rate = options.number("rate", 1);
    return switch (options.text("arrivals", "poisson")) {
      case "poisson" -> Phase.poisson(rate, duration, options.integer("seed", 1));
      case "constant" -> Phase.constant(rate, duration);
      case String other ->
          throw new IllegalArgumentException(
              "--arrivals: %s (expected: poisson or constant)".formatted(other));
    };
  }

  private static Call call(Options options) throws IOException {
    InetSocketAddress address = address(options.required("address"));
    String protocol = options.text("protocol", "json");
    if (protocol.equals("http")) {
      return http(options, address);
    }
    long[] shape =
        Arrays.stream(options.required("shape").split(",", -1))
            .mapToLong(Long::parseLong)
            .toArray();
    InferCalls calls =
        InferCalls.random(options.required("model"), options.required("input"), shape);
    return switch (protocol) {
      case "json" -> calls.json(address);
      case "binary" -> calls.binary(address);
      case "grpc" -> calls.grpc(address);
      default ->
          throw new IllegalArgumentException(
              "--protocol: %s (expected: json, binary, grpc or http)".formatted(protocol));
    };
  }

  private static Call http(Options options, InetSocketAddress address) throws IOException {
    String path = options.required("path");
    if (!options.has("body")) {
      return Call.get(address, path);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : options.all("header")) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException(
            "--header: %s (expected: Name: value)".formatted(header));
      }
      headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    return Call.post(address, path, headers, Files.readAllBytes(Path.of(options.required("body"))));
  }

  /** Of {@code host:port}. */
  static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s: no address (expected: host:port)".formatted(text), e);
    }
  }
}
