// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.testing.Cli;
import io.slipway.cli.testing.FakeKubeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code get}, {@code describe}, {@code apply} and {@code delete} make of answers. */
class KubeReadsTest {
  private static final String PODS = "/api/v1/namespaces/lab/pods";
  private static final String POD =
      """
      {"kind": "Pod", "apiVersion": "v1",
       "metadata": {"name": "a", "namespace": "lab", "uid": "u1", "resourceVersion": "3",
                    "managedFields": [{"manager": "x"}]},
       "spec": {"containers": [{"name": "main"}]}}
      """;

  @TempDir private Path folder;
  private FakeKubeApi api;

  @BeforeEach
  void startApi() throws IOException {
    api = new FakeKubeApi();
  }

  @AfterEach
  void stopApi() {
    api.close();
  }

  @Test
  void aLongListIsReadPageByPage() throws IOException {
    api.on("GET " + PODS + "?limit=500", table("a", "next"));
    api.on("GET " + PODS + "?limit=500&continue=next", table("bb", ""));

    Cli.Result result = run("get pods");

    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines()).containsExactly("NAME", "a", "bb");
  }

  @Test
  void severalTypesAreSeveralTables() throws IOException {
    api.on("GET " + PODS, table("a", ""));
    api.on("GET /api/v1/namespaces/lab/services", table("b", ""));

    assertThat(run("get pods,svc").out().lines())
        .containsExactly("NAME", "pod/a", "", "NAME", "service/b");
  }

  @Test
  void nothingFoundIsSaidBesideTheResult() throws IOException {
    api.on("GET " + PODS, "{\"kind\": \"Table\", \"columnDefinitions\": [], \"rows\": []}");

    Cli.Result result = run("get pods");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("No resources found in lab namespace.%n".formatted());
  }

  @Test
  void anObjectIsShownWithoutWhoOwnsItsFieldsUnlessAsked() throws IOException {
    api.on("GET " + PODS + "/a", POD);

    assertThat(run("get pod/a -o yaml").out())
        .startsWith("kind: Pod\napiVersion: v1\n")
        .contains("  containers:\n  - name: main\n")
        .doesNotContain("managedFields");
    assertThat(run("get pod a -o json --show-managed-fields").out())
        .contains("    \"kind\": \"Pod\",\n", "\"managedFields\": [");
    assertThat(run("get pod a -o name").out()).isEqualTo("pod/a%n".formatted());
  }

  @Test
  void whatIsMissingIsAFailureUnlessItIsIgnored() throws IOException {
    Cli.Result refused = run("get pod gone");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).startsWith("slipway: Error from server (NotFound): ");
    assertThat(run("get pod gone --ignore-not-found")).isEqualTo(new Cli.Result(0, "", ""));
  }

  @Test
  void aDescriptionEndsWithEvents() throws IOException {
    api.on("GET " + PODS + "/a", POD);
    api.on(
        "GET /api/v1/namespaces/lab/events"
            + "?fieldSelector=involvedObject.name%3Da%2CinvolvedObject.uid%3Du1&limit=500",
        """
        {"kind": "EventList", "apiVersion": "v1", "items": [
          {"type": "Warning", "reason": "BackOff", "message": "again", "count": 3,
           "firstTimestamp": "2020-01-01T00:00:00Z", "lastTimestamp": "2020-01-01T00:10:00Z",
           "source": {"component": "agent"}}]}
        """);

    assertThat(run("describe pod a").out().lines())
        .startsWith("Name:         a", "Namespace:    lab")
        .contains("Spec:", "  Containers:", "    - Name:  main", "Events:")
        .last()
        .asString()
        .matches("  Warning   BackOff   \\S+ \\(x3 over \\S+\\)   agent   again");
  }

  @Test
  void everyObjectIsAppliedWhateverBecomesOfTheOthers() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.yaml"),
            """
            apiVersion: v1
            kind: Nonsense
            metadata: {name: x}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: taken}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            """);
    String query = "?fieldManager=slipway&fieldValidation=Strict";
    api.on(
        "PATCH /api/v1/namespaces/lab/services/taken" + query,
        409,
        "{\"kind\": \"Status\", \"code\": 409, \"reason\": \"Conflict\", \"message\": \"1"
            + " conflict\"}");
    api.on("PATCH " + PODS + "/a" + query, 201, POD);

    Cli.Result result = run("apply -f " + file);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("pod/a created%n".formatted());
    assertThat(result.err().lines())
        .containsExactly(
            "slipway: "
                + file
                + ":1:1: no matches for kind \"Nonsense\" in version \"v1\" (expected: a type that"
                + " the server has; is its CustomResourceDefinition installed?)",
            "slipway: "
                + file
                + ":5:1: Error from server (Conflict): 1 conflict (--force-conflicts takes the"
                + " fields over)");
    assertThat(api.requests())
        .filteredOn(request -> request.line().startsWith("PATCH " + PODS))
        .singleElement()
        .isEqualTo(
            new FakeKubeApi.Request(
                "PATCH " + PODS + "/a" + query,
                "application/apply-patch+yaml",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\","
                    + "\"metadata\":{\"name\":\"a\",\"namespace\":\"lab\"}}"));
  }

  @Test
  void anObjectOfAnotherNamespaceThanTheOneGivenIsRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.yaml"),
            "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: other}}");

    assertThat(run("apply -n lab -f " + file).err())
        .contains("the namespace of the object, \"other\", is not that of --namespace, \"lab\"");
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void whatTheApiWarnsOfIsSaidOnce() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.yaml"), "{apiVersion: v1, kind: Pod, metadata: {name: a}}");
    api.onWithWarning("PATCH " + PODS + "/a", POD, "299 - \"spec.x is ignored\"");
    api.on("GET " + PODS + "/a", POD.replace("main", "other"));

    Cli.Result result = run("apply -f " + file);

    assertThat(result.err()).isEqualTo("Warning: spec.x is ignored%n".formatted());
    assertThat(result.out()).isEqualTo("pod/a configured%n".formatted());
  }

  @Test
  void aDeletionSaysHowItIsToBeDone() throws IOException {
    api.on("DELETE " + PODS + "/a", "{\"kind\": \"Status\", \"details\": {\"uid\": \"u1\"}}");

    Cli.Result result = run("delete pod a --cascade foreground --grace-period 3 --dry-run=server");

    assertThat(result.out()).isEqualTo("pod \"a\" deleted (server dry run)%n".formatted());
    assertThat(api.requests())
        .singleElement()
        .extracting(FakeKubeApi.Request::body)
        .isEqualTo(
            "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"Foreground\","
                + "\"gracePeriodSeconds\":3,\"dryRun\":[\"All\"]}");
  }

  @Test
  void aDeletionIsOverWhenTheObjectIsGone() throws IOException {
    api.on("DELETE " + PODS + "/a", POD);
    String selected = PODS + "?fieldSelector=metadata.name%3Da";
    api.on(
        "GET " + selected + "&limit=500",
        "{\"kind\": \"PodList\", \"metadata\": {\"resourceVersion\": \"9\"}, \"items\": ["
            + POD
            + "]}");
    api.on(
        "GET " + selected + "&watch=true&allowWatchBookmarks=true&resourceVersion=9",
        "{\"type\": \"DELETED\", \"object\": " + POD.replace("\n", "") + "}\n");

    Cli.Result result = run("delete pod a");

    assertThat(result).isEqualTo(new Cli.Result(0, "pod \"a\" deleted%n".formatted(), ""));
    assertThat(api.requests()).hasSize(3);
  }

  private static String table(String name, String more) {
    return """
    {"kind": "Table", "metadata": {"continue": "%s"},
     "columnDefinitions": [{"name": "Name", "priority": 0}],
     "rows": [{"cells": ["%s"], "object": {"metadata": {"namespace": "lab"}}}]}
    """
        .formatted(more, name);
  }

  private Cli.Result run(String line) throws IOException {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    words.addAll(List.of("--kubeconfig", api.kubeconfig(folder).toString()));
    return Cli.run(words.toArray(String[]::new));
  }
}
