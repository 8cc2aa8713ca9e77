// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.openapi.Endpoints;
import io.slipway.modelserver.reflection.ServerReflection;
import io.slipway.transport.codec.grpc.InferenceMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/protocol.md} says is there, with the tests that it names. */
class ProtocolDocumentTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DOCUMENT = ROOT.resolve("docs/protocol.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (.*) \\|$");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern PROOF = Pattern.compile("`(\\w+(?:IT|Test))(?:#(\\w+))?`");
  private static final Pattern TEST = Pattern.compile("(?m)^ {2}@(?:Parameterized)?Test\\b");
  private static final Pattern PROTO_METHOD =
      Pattern.compile("^package ([\\w.]+);|^service (\\w+)|^ {2}rpc (\\w+)", Pattern.MULTILINE);

  /** Those of upstream's two services, which are answered by TensorFlowServing. */
  private static final Set<String> OF_TENSORFLOW =
      Set.of(
          "tensorflow.serving.PredictionService/Predict",
          "tensorflow.serving.PredictionService/GetModelMetadata",
          "tensorflow.serving.PredictionService/Classify",
          "tensorflow.serving.PredictionService/Regress",
          "tensorflow.serving.PredictionService/MultiInference",
          "tensorflow.serving.ModelService/GetModelStatus",
          "tensorflow.serving.ModelService/HandleReloadConfigRequest");

  private final String text;

  ProtocolDocumentTest() throws IOException {
    text = Files.readString(DOCUMENT);
  }

  @Test
  void hasEveryEndpointOfTheTableAndNoOther() {
    assertThat(codesOf("## HTTP"))
        .containsExactlyElementsOf(
            Endpoints.ALL.stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                .toList());
  }

  @Test
  void hasEveryGrpcMethodAndNoOther() throws IOException {
    Set<String> served = new TreeSet<>(OF_TENSORFLOW);
    for (InferenceMethod method : InferenceMethod.values()) {
      served.add(method.path().substring(1));
    }
    for (RepositoryMethod method : RepositoryMethod.values()) {
      method.paths().forEach(path -> served.add(path.substring(1)));
    }
    for (String path : List.of(GrpcHealth.CHECK, GrpcHealth.WATCH)) {
      served.add(path.substring(1));
    }
    for (String path : List.of(ServerReflection.V1, ServerReflection.V1_ALPHA)) {
      served.add(path.substring(1));
    }
    assertThat(served).containsAll(ofTheServedProtos());
    assertThat(codesOf("## gRPC")).doesNotHaveDuplicates().hasSameElementsAs(served);
  }

  @Test
  void hasEveryExtensionThatTheServerTellsAndNoOther() {
    assertThat(codesOf("## Extensions"))
        .doesNotHaveDuplicates()
        .hasSameElementsAs(Descriptions.extensions(true, true));
  }

  @Test
  void everyRowIsProvenByTestsThatAreThere() throws IOException {
    Map<String, String> tests = tests();
    List<String> missing = new ArrayList<>();
    int rows = 0;
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      String cells = row.group(1);
      if (cells.startsWith("---") || cells.endsWith("proven by")) {
        continue;
      }
      rows++;
      Matcher proof = PROOF.matcher(cells.substring(cells.lastIndexOf('|') + 1));
      boolean any = false;
      while (proof.find()) {
        any = true;
        String source = tests.get(proof.group(1));
        if (source == null || (proof.group(2) != null && !hasTest(source, proof.group(2)))) {
          missing.add(proof.group());
        }
      }
      assertThat(any).as(cells).isTrue();
    }
    assertThat(rows).isGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  private static boolean hasTest(String source, String method) {
    int at = source.indexOf("\n  void " + method + "(");
    if (at < 0) {
      return false;
    }
    String before = source.substring(source.lastIndexOf("\n  }\n", at) + 1, at);
    return TEST.matcher(before).find();
  }

  /** The sources of the classes of tests, by their names. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> modules = Files.find(ROOT, 5, (path, _) -> path.endsWith("src/test/java"))) {
      for (Path module : modules.toList()) {
        try (Stream<Path> files = Files.walk(module)) {
          for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
            String name = file.getFileName().toString();
            sources.merge(
                name.substring(0, name.length() - ".java".length()),
                Files.readString(file),
                String::concat); // some modules have classes of the same name
          }
        }
      }
    }
    return sources;
  }

  /** What stands first in the rows below a heading. */
  private List<String> codesOf(String heading) {
    int begin = text.indexOf("\n" + heading + "\n");
    int end = text.indexOf("\n## ", begin + 1);
    List<String> codes = new ArrayList<>();
    Matcher row = ROW.matcher(text.substring(begin, end));
    while (row.find()) {
      Matcher code = CODE.matcher(row.group(1));
      if (row.group(1).startsWith("`") && code.find()) {
        codes.add(code.group(1));
      }
    }
    return codes;
  }

  private static Set<String> ofTheServedProtos() throws IOException {
    Set<String> methods = new TreeSet<>();
    Path folder = Path.of("src/main/resources/io/slipway/modelserver/reflection");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String scope = "";
        String service = "";
        Matcher line = PROTO_METHOD.matcher(Files.readString(file));
        while (line.find()) {
          if (line.group(1) != null) {
            scope = line.group(1);
          } else if (line.group(2) != null) {
            service = line.group(2);
          } else {
            methods.add(scope + "." + service + "/" + line.group(3));
          }
        }
      }
    }
    return methods;
  }
}
