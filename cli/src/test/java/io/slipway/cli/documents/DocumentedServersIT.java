// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.ServerProcess;
import io.slipway.transport.testing.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every server that a document starts does start, with ports of its own, and the requests beside it
 * get the answers that the example has. (The README's quick start is run as printed, by a test of
 * the conformance profile.)
 */
class DocumentedServersIT {
  /** Between processors; see the example's documents. */
  private static final double TOLERANCE = 1e-6;

  private final ObjectMapper json = new ObjectMapper();

  /** As if it were the root of a clone, with a certificate and tokens as somebody has them. */
  @TempDir private Path folder;

  static List<DocumentedCommand> servers() throws IOException {
    return DocumentsTest.commands().stream().filter(DocumentedServersIT::serves).toList();
  }

  static List<List<DocumentedCommand>> blocksWithRequests() throws IOException {
    List<List<DocumentedCommand>> blocks = new ArrayList<>();
    for (Document document : Document.all()) {
      for (List<DocumentedCommand> block : document.blocks()) {
        if (serves(block.getFirst()) && block.size() > 1) {
          blocks.add(block);
        }
      }
    }
    return blocks;
  }

  private static boolean serves(DocumentedCommand command) {
    return (command.starts("./slipway", "up") || command.starts("./slipway", "serve"))
        && !command.words().contains("--help");
  }

  @BeforeEach
  void makeFolder(@TempDir Path certificates) throws IOException {
    Files.createSymbolicLink(folder.resolve("examples"), Document.ROOT.resolve("examples"));
    TestAuthority.Issued server = new TestAuthority(certificates, "ca").issue("server");
    Files.copy(server.certificate(), folder.resolve("server.pem"));
    Files.copy(server.key(), folder.resolve("server.key"));
    Path tokens = Files.writeString(folder.resolve("tokens.txt"), "alice p4QG6m0bTzQe7r2Xk1yC\n");
    Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void starts(DocumentedCommand command) throws Exception {
    try (ServerProcess server = ServerProcess.startIn(folder, command.arguments())) {
      server.awaitReady();
      assertThat(server.printed())
          .filteredOn(line -> line.startsWith(isEmpty(command) ? "api: " : "service "))
          .isNotEmpty()
          .noneMatch(line -> line.contains("failed"));
      assertThat(server.stop()).isZero();
    }
  }

  /** A platform that has nothing to serve yet says where its API is. */
  private static boolean isEmpty(DocumentedCommand command) {
    return command.starts("./slipway", "up") && !command.words().contains("-f");
  }

  @ParameterizedTest
  @MethodSource("blocksWithRequests")
  void answers(List<DocumentedCommand> block) throws Exception {
    try (ServerProcess server = ServerProcess.startIn(folder, block.getFirst().arguments())) {
      URI http = server.awaitReady().http();
      for (DocumentedCommand request : block.subList(1, block.size())) {
        assertThat(request.program()).isEqualTo("curl");
        Path body = folder.resolve(request.value("-d").substring(1));
        String url = request.words().getLast().replace("http://localhost:8080", http.toString());

        HttpResponse<String> answer = Http.post(URI.create(url), Files.readString(body));

        String expected = String.valueOf(body.getFileName()).replace("request", "expected");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertClose(
            json.readTree(answer.body()), json.readTree(body.resolveSibling(expected).toFile()));
      }
      assertThat(server.stop()).isZero();
    }
  }

  private static void assertClose(JsonNode actual, JsonNode expected) {
    if (expected.isFloatingPointNumber()) {
      assertThat(actual.isNumber()).as("%s is a number", actual).isTrue();
      assertThat(Math.abs(actual.doubleValue() - expected.doubleValue()))
          .as("%s is not %s", actual, expected)
          .isLessThan(TOLERANCE);
    } else if (expected.isContainerNode()) {
      assertThat(actual).hasSameSizeAs(expected);
      expected
          .properties()
          .forEach(field -> assertClose(actual.path(field.getKey()), field.getValue()));
      for (int i = 0; expected.isArray() && i < expected.size(); i++) {
        assertClose(actual.path(i), expected.get(i));
      }
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }
}
