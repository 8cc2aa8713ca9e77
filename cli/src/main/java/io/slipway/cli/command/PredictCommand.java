// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ServingException;
import io.slipway.cli.predict.GrpcPrediction;
import io.slipway.cli.predict.HttpPrediction;
import io.slipway.cli.predict.PredictionServer;
import io.slipway.transport.tls.ClientTls;
import io.slipway.transport.tls.TlsFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

final class PredictCommand implements Command {
  /** The protocols that a prediction can be asked over. */
  enum Protocol {
    V1,
    V2,
    GRPC
  }

  private static final String DEFAULT_URL = "http://127.0.0.1:" + DeployContract.HTTP_PORT;
  private static final int DEFAULT_TIMEOUT_SECONDS = 60;
  private static final int MAX_TIMEOUT_SECONDS = 86_400;

  @Override
  public String summary() {
    return "Ask a served model for a prediction and print its answer.";
  }

  @Override
  public String operands() {
    return "NAME";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            option(
                "data",
                "JSON|@FILE",
                "The request as in v1 or v2: JSON, or @ and a file with it, or @- for standard"
                    + " input.",
                "d"))
        .addOption(
            option(
                "protocol",
                "PROTOCOL",
                "v1, v2, or grpc, which takes a v2 request (default: v1 for a request with"
                    + " \"instances\", else v2).",
                null))
        .addOption(
            option(
                "namespace",
                "NAMESPACE",
                "The service's namespace (default: " + DeployContract.DEFAULT_NAMESPACE + ").",
                "n"))
        .addOption(
            option(
                "url",
                "URL",
                "The server, for every protocol (default: " + DEFAULT_URL + ").",
                null))
        .addOption(
            option(
                "ca-cert",
                "FILE",
                "For https: the CAs that the server's certificate may come from, in PEM (default:"
                    + " those of the JDK).",
                null))
        .addOption(option("cert", "FILE", "For https: a certificate to show, in PEM.", null))
        .addOption(option("key", "FILE", "The private key of --cert, in PEM.", null))
        .addOption(
            option(
                "token",
                "TOKEN|@FILE",
                "What says who asks: a token, or @ and a file whose first line is one.",
                null))
        .addOption(
            option(
                "timeout",
                "SECONDS",
                "How long to wait for the answer (default: " + DEFAULT_TIMEOUT_SECONDS + ").",
                null));
  }

  private static Option option(
      String name, String argument, String description, @Nullable String letter) {
    return Option.builder(letter).longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  @Override
  public int run(Arguments arguments) throws Exception {
    if (arguments.operands().size() != 1) {
      throw CommandFailure.usage("expected: the name of one service");
    }
    String answer;
    try {
      answer = answer(arguments, arguments.operands().getFirst());
    } catch (ServingException e) {
      throw new CommandFailure(e.code() + ": " + e.getMessage(), 1, e);
    }
    arguments.out().println(answer);
    return 0;
  }

  private static String answer(Arguments arguments, String name)
      throws IOException, InterruptedException {
    PredictionServer server = server(arguments);
    String namespace = arguments.text("namespace", DeployContract.DEFAULT_NAMESPACE);
    Duration timeout =
        Duration.ofSeconds(
            arguments.integer("timeout", DEFAULT_TIMEOUT_SECONDS, 1, MAX_TIMEOUT_SECONDS));
    byte[] request = request(arguments);
    return switch (arguments.choice("protocol", Protocol.class, protocolOf(request))) {
      case V1 ->
          HttpPrediction.ask(server, namespace, name, "/v1/models/%s:predict", request, timeout);
      case V2 ->
          HttpPrediction.ask(server, namespace, name, "/v2/models/%s/infer", request, timeout);
      case GRPC -> overGrpc(server, namespace, name, request, timeout);
    };
  }

  private static String overGrpc(
      PredictionServer server, String namespace, String name, byte[] request, Duration timeout) {
    try (GrpcPrediction prediction = GrpcPrediction.connect(server)) {
      return prediction.ask(namespace, name, request, timeout);
    }
  }

  private static PredictionServer server(Arguments arguments) {
    URI url = url(arguments);
    Path certificate = arguments.path("cert");
    Path key = arguments.path("key");
    if ((certificate == null) != (key == null)) {
      throw CommandFailure.usage("--cert and --key go together");
    }
    if (!"https".equals(url.getScheme())) {
      if (certificate != null || arguments.has("ca-cert")) {
        throw CommandFailure.usage("--ca-cert, --cert and --key are for an https --url");
      }
      return new PredictionServer(url, null, token(arguments));
    }
    try {
      return new PredictionServer(
          url, ClientTls.of(arguments.path("ca-cert"), certificate, key), token(arguments));
    } catch (TlsFileException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), 1, e);
    }
  }

  private static @Nullable String token(Arguments arguments) {
    String token = arguments.text("token");
    if (token == null || !token.startsWith("@")) {
      return token;
    }
    Path file = Path.of(token.substring(1));
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().orElse("").strip();
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure("--token: " + file + " cannot be read", 1, e);
    }
  }

  private static URI url(Arguments arguments) {
    String text = arguments.text("url", DEFAULT_URL);
    try {
      URI url = new URI(text);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (URISyntaxException _) {
      // the same message as for a URL without a host
    }
    throw CommandFailure.usage(
        "--url: '" + text + "' (expected: http://HOST:PORT or https://HOST:PORT)");
  }

  private static Protocol protocolOf(byte[] request) {
    return new String(request, StandardCharsets.UTF_8).contains("\"instances\"")
        ? Protocol.V1
        : Protocol.V2;
  }

  private static byte[] request(Arguments arguments) throws IOException {
    String data = arguments.text("data");
    if (data == null) {
      throw CommandFailure.usage("no request given (expected: -d JSON or -d @FILE)");
    }
    if (!data.startsWith("@")) {
      return data.getBytes(StandardCharsets.UTF_8);
    }
    if (data.equals("@-")) {
      return System.in.readAllBytes();
    }
    try {
      return Files.readAllBytes(Path.of(data.substring(1)));
    } catch (NoSuchFileException e) {
      throw new CommandFailure("--data: file not found: " + data.substring(1), 1, e);
    }
  }
}
