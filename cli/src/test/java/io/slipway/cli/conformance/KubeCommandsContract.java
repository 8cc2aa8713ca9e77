// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.cli.Main;
import io.slipway.cli.testing.Cli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a Kubernetes API, whosever it is; each test in a namespace of its own. */
abstract class KubeCommandsContract {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: %s
        labels: {app: %s}
      data:
        key: "%s"
      """;

  private final String namespace = "cli-" + UUID.randomUUID().toString().substring(0, 8);
  @TempDir private Path folder;

  /** Of somebody who may do all. */
  abstract Path kubeconfig();

  @BeforeEach
  void makeNamespace() throws IOException {
    Path file =
        write("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(namespace));
    assertThat(slipway("apply", "-f", file.toString()))
        .isEqualTo(ok("namespace/" + namespace + " created"));
  }

  @Test
  void anApplyCreatesThenLeavesThenChanges() throws IOException {
    Path file = write(MAP.formatted("a", "x", "yes") + "---\n" + MAP.formatted("b", "x", "1"));

    assertThat(in("apply", "-f", file.toString()))
        .isEqualTo(ok("configmap/a created", "configmap/b created"));
    assertThat(in("apply", "-f", file.toString()))
        .isEqualTo(ok("configmap/a unchanged", "configmap/b unchanged"));
    Files.writeString(file, MAP.formatted("a", "x", "no"));
    assertThat(in("apply", "-f", file.toString())).isEqualTo(ok("configmap/a configured"));
    assertThat(in("get", "cm", "a", "-o", "yaml").out())
        .contains("data:\n  key: \"no\"\n", "  name: a\n")
        .doesNotContain("managedFields");
  }

  @Test
  void aDryRunIsAnsweredAndKeepsNothing() throws IOException {
    Path file = write(MAP.formatted("a", "x", "1"));

    assertThat(in("apply", "-f", file.toString(), "--dry-run=server"))
        .isEqualTo(ok("configmap/a created (server dry run)"));
    assertThat(in("get", "cm", "a").err())
        .isEqualTo(
            "slipway: Error from server (NotFound): configmaps \"a\" not found%n".formatted());
  }

  @Test
  void objectsAreSelectedAndShownInEveryForm() throws IOException {
    Path file = write(MAP.formatted("a", "x", "1") + "---\n" + MAP.formatted("b", "z", "1"));
    in("apply", "-f", file.toString());

    assertThat(in("get", "configmaps", "-l", "app in (x, w)", "-o", "name"))
        .isEqualTo(ok("configmap/a"));
    assertThat(in("get", "cm", "--field-selector", "metadata.name=b", "-o", "name"))
        .isEqualTo(ok("configmap/b"));
    assertThat(in("get", "ConfigMap", "a", "b", "--no-headers").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("a +1 +\\d+s"),
            line -> assertThat(line).matches("b +1 +\\d+s"));
    assertThat(in("get", "cm", "-l", "app", "--show-labels").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("NAME +DATA +AGE +LABELS"),
            line -> assertThat(line).matches("a +1 +\\d+s +app=x"),
            line -> assertThat(line).matches("b +1 +\\d+s +app=z"));
    assertThat(in("get", "cm", "-l", "app=x", "-o", "json").out())
        .contains("    \"kind\": \"List\"", "\"name\": \"a\"")
        .doesNotContain("\"name\": \"b\"");
    assertThat(slipway("get", "cm", "-A", "-l", "app=x").out())
        .containsPattern("NAMESPACE +NAME")
        .containsPattern(namespace + " +a ");
  }

  @Test
  void fieldsOfSomebodyElseAreTakenOverOnlyIfAsked() throws IOException {
    in("apply", "-f", write(MAP.formatted("a", "x", "1")).toString(), "--field-manager", "other");
    String mine = write(MAP.formatted("a", "x", "2")).toString();

    Cli.Result refused = in("apply", "-f", mine);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains(mine + ":1:1: Error from server (Conflict): ", "--force-conflicts");
    assertThat(in("apply", "-f", mine, "--force-conflicts"))
        .isEqualTo(ok("configmap/a configured"));
  }

  @Test
  void anUnknownFieldIsRefused() throws IOException {
    String file = write(MAP.formatted("a", "x", "1") + "dat: {}\n").toString();

    Cli.Result result = in("apply", "-f", file);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("slipway: " + file + ":1:1: Error from server")
        .contains(".dat");
  }

  @Test
  void aDeletionWaitsForFinalizers() throws IOException {
    String held =
        MAP.formatted("a", "x", "1").replace("  name: a", "  name: a\n  finalizers: [a.b/c]");
    in("apply", "-f", write(held).toString());

    Cli.Result late = in("delete", "cm/a", "--timeout=1s");

    assertThat(late.exitCode()).isEqualTo(1);
    assertThat(late.out()).isEqualTo("configmap \"a\" deleted%n".formatted());
    assertThat(late.err()).contains("timed out waiting for configmap/a to be gone");
    try (InBackground deletion = new InBackground("wait", "cm/a", "--for=delete")) {
      in("apply", "-f", write(MAP.formatted("a", "x", "1")).toString());
      deletion.awaitPrinted("configmap/a condition met");
    }
    assertThat(in("delete", "cm", "a", "--ignore-not-found")).isEqualTo(new Cli.Result(0, "", ""));
    assertThat(in("delete", "cm", "a").err())
        .contains("Error from server (NotFound): configmaps \"a\" not found");
  }

  @Test
  void objectsOfFilesAndOfLabelsAreDeleted() throws IOException {
    String file =
        write(MAP.formatted("a", "x", "1") + "---\n" + MAP.formatted("b", "z", "1")).toString();
    in("apply", "-f", file);

    assertThat(in("delete", "cm", "-l", "app=z")).isEqualTo(ok("configmap \"b\" deleted"));
    Cli.Result rest = in("delete", "-f", file);
    assertThat(rest.out()).isEqualTo("configmap \"a\" deleted%n".formatted());
    assertThat(rest.err()).contains("configmaps \"b\" not found");
  }

  @Test
  void aChangeIsWaitedFor() throws IOException {
    in("apply", "-f", write(MAP.formatted("a", "x", "1")).toString());

    Cli.Result late = in("wait", "cm/a", "--for=jsonpath={.data.key}=2", "--timeout=1s");
    assertThat(late.exitCode()).isEqualTo(1);
    assertThat(late.err())
        .isEqualTo("slipway: timed out waiting for the condition on configmap/a%n".formatted());
    try (InBackground waiting = new InBackground("wait", "cm/a", "--for=jsonpath={.data.key}=2")) {
      in("apply", "-f", write(MAP.formatted("a", "x", "2")).toString());
      waiting.awaitPrinted("configmap/a condition met");
    }
    assertThat(in("wait", "cm", "--for=create", "-l", "app=none").err())
        .contains("no matching resources found");
  }

  @Test
  void changesAreShownAsTheyCome() throws IOException {
    in("apply", "-f", write(MAP.formatted("first", "x", "1")).toString());
    try (InBackground watch = new InBackground("get", "cm", "-l", "app", "-w", "-o", "name")) {
      watch.awaitPrinted("configmap/first");
      in("apply", "-f", write(MAP.formatted("second", "x", "1")).toString());
      watch.awaitPrinted("configmap/second");
    }
    try (InBackground watch = new InBackground("get", "cm", "-l", "app", "-w")) {
      watch.awaitPrinted("first ");
      in("apply", "-f", write(MAP.formatted("third", "x", "1")).toString());
      watch.awaitPrinted("third ");
    }
  }

  @Test
  void aTypeThatTheSameFileDefinesIsWaitedFor() throws IOException {
    String group = namespace + ".example.com";
    Path file =
        write(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: boats.%1$s}
            spec:
              group: %1$s
              scope: Namespaced
              names: {plural: boats, singular: boat, kind: Boat, shortNames: [bt]}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec: {type: object, properties: {knots: {type: integer, maximum: 50}}}
                additionalPrinterColumns:
                - {name: Knots, type: integer, jsonPath: .spec.knots}
            ---
            apiVersion: %1$s/v1
            kind: Boat
            metadata: {name: tug}
            spec: {knots: 12}
            """
                .formatted(group));

    assertThat(in("apply", "-f", file.toString()))
        .isEqualTo(
            ok(
                "customresourcedefinition.apiextensions.k8s.io/boats." + group + " created",
                "boat." + group + "/tug created"));
    assertThat(in("get", "boats." + group).out().lines())
        .containsExactly("NAME   KNOTS", "tug    12");
    assertThat(in("describe", "boat." + group + "/tug").out())
        .contains("Spec:\n  Knots:  12\nEvents:  <none>".replace("\n", System.lineSeparator()));
    Files.writeString(file, Files.readString(file).replace("knots: 12}", "knots: 60}"));
    Cli.Result invalid = in("apply", "-f", file.toString());
    assertThat(invalid.exitCode()).isEqualTo(1);
    assertThat(invalid.err().lines())
        .singleElement()
        .asString()
        .contains("Error from server (Invalid): ", "spec.knots");
    slipway("delete", "crd", "boats." + group);
  }

  @Test
  void aDescriptionHasTheEventsOfItsObject() throws IOException {
    in("apply", "-f", write(MAP.formatted("a", "x", "1")).toString());
    String uid = in("get", "cm", "a", "-o", "yaml").out().split("  uid: ", -1)[1].strip();
    in(
        "apply",
        "-f",
        write(
                """
                apiVersion: v1
                kind: Event
                metadata: {name: a.1}
                involvedObject: {kind: ConfigMap, name: a, namespace: %s, uid: %s}
                type: Normal
                reason: Looked
                message: at it
                source: {component: test}
                firstTimestamp: "2026-01-01T00:00:00Z"
                lastTimestamp: "2026-01-01T00:00:00Z"
                count: 1
                """
                    .formatted(namespace, uid.lines().findFirst().orElseThrow()))
            .toString());

    assertThat(in("describe", "cm", "a").out())
        .contains("Name:         a", "  key:  1")
        .containsPattern("Normal +Looked +\\w+ +test +at it");
  }

  @Test
  void whatTheApiDoesNotHaveIsNamed() throws IOException {
    assertThat(in("get", "frobs").err())
        .isEqualTo("slipway: the server doesn't have a resource type \"frobs\"%n".formatted());
    Cli.Result nothing = in("get", "secrets");
    assertThat(nothing.exitCode()).isZero();
    assertThat(nothing.err())
        .isEqualTo("No resources found in %s namespace.%n".formatted(namespace));
  }

  @Test
  void aStrangerIsRefused() throws IOException {
    String stranger =
        Files.readString(kubeconfig(), UTF_8)
            .replaceAll("client-certificate-data: \\S+", "token: unknown")
            .replaceAll("(?m)^ *client-key-data: .*\\n", "")
            .replaceAll("token: \\S+", "token: unknown");
    Path file = Files.writeString(folder.resolve("stranger"), stranger);

    Cli.Result result = Cli.run("get", "pods", "--kubeconfig", file.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("Error from server (Unauthorized): ");
  }

  /** Without a namespace. */
  final Cli.Result slipway(String... words) {
    return Cli.run(line(List.of(words)));
  }

  final Cli.Result in(String... words) {
    return Cli.run(inNamespace(words));
  }

  private String[] inNamespace(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-n", namespace));
    return line(all);
  }

  private String[] line(List<String> words) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--kubeconfig", kubeconfig().toString()));
    return all.toArray(String[]::new);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "objects", ".yaml"), text);
  }

  private static Cli.Result ok(String... lines) {
    return new Cli.Result(0, String.join("%n", lines).formatted() + "%n".formatted(), "");
  }

  /** A command that goes on; what it prints is seen at once. */
  private final class InBackground implements AutoCloseable {
    private final StringWriter out = new StringWriter();
    private final Thread thread;

    InBackground(String... words) {
      List<String> line = List.of(inNamespace(words));
      thread =
          Thread.ofPlatform()
              .start(
                  () -> Main.run(line, new PrintWriter(out), new PrintWriter(new StringWriter())));
    }

    void awaitPrinted(String text) {
      await().atMost(LIMIT).until(() -> out.toString().contains(text));
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        assertThat(thread.join(LIMIT)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while a command ended", e);
      }
    }
  }
}
