// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ServingException;
import io.slipway.cli.predict.GrpcPrediction;
import io.slipway.cli.predict.HttpPrediction;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "predict", description = "Ask a served model for a prediction; prints its answer.")
public final class PredictCommand implements Callable<Integer> {
  /** The protocols that a prediction can be asked over. */
  enum Protocol {
    V1,
    V2,
    GRPC
  }

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME", description = "The service.")
  private String name;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "JSON|@FILE",
      required = true,
      description =
          "The request: JSON as in v1 or v2, or @ and a file with it, or @- for standard input.")
  private String data;

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      description =
          "v1, v2 or grpc, which takes a v2 request (default: v1 for a request with \"instances\","
              + " else v2).")
  private @Nullable Protocol protocol;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      defaultValue = DeployContract.DEFAULT_NAMESPACE,
      description = "The service's namespace (default: ${DEFAULT-VALUE}).")
  private String namespace;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:" + DeployContract.HTTP_PORT,
      description = "The server, for every protocol (default: ${DEFAULT-VALUE}).")
  private URI url;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for the answer (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields in
  PredictCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (url.getHost() == null || !"http".equals(url.getScheme())) {
      throw CommandFailure.usage("--url " + url + " (expected: http://HOST:PORT)");
    }
    if (timeoutSeconds < 1) {
      throw CommandFailure.usage("--timeout: " + timeoutSeconds + " (expected: >= 1)");
    }
    byte[] request = request();
    String answer;
    try {
      answer = answer(request);
    } catch (ServingException e) {
      throw new CommandFailure(e.code() + ": " + e.getMessage(), 1, e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(answer);
    out.flush();
    return 0;
  }

  private String answer(byte[] request) throws IOException, InterruptedException {
    Duration timeout = Duration.ofSeconds(timeoutSeconds);
    return switch (protocol == null ? protocolOf(request) : protocol) {
      case V1 ->
          HttpPrediction.ask(url, namespace, name, "/v1/models/%s:predict", request, timeout);
      case V2 -> HttpPrediction.ask(url, namespace, name, "/v2/models/%s/infer", request, timeout);
      case GRPC -> GrpcPrediction.ask(url, namespace, name, request, timeout);
    };
  }

  private static Protocol protocolOf(byte[] request) {
    return new String(request, StandardCharsets.UTF_8).contains("\"instances\"")
        ? Protocol.V1
        : Protocol.V2;
  }

  private byte[] request() throws IOException {
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
