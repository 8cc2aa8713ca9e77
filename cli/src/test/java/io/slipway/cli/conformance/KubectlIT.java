// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code kubectl} on {@code slipway up}, with nothing but the kubeconfig. */
@Tag("conformance")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class KubectlIT {
  private static SlipwayProcess server;
  private static Kubectl kubectl;

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  KubectlIT() {}

  @BeforeAll
  static void start() throws Exception {
    server = SlipwayProcess.up();
    kubectl = new Kubectl(server.kubeconfig());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String configMap(String name, String value) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "
        + name
        + "\n  labels: {app: "
        + name
        + "}\ndata:\n  a: \""
        + value
        + "\"\n";
  }

  @Test
  void findsOutWhatIsServed() throws Exception {
    assertThat(kubectl.output("api-resources", "-o", "name").lines())
        .contains(
            "pods",
            "deployments.apps",
            "inferenceservices.serving.kserve.io",
            "customresourcedefinitions.apiextensions.k8s.io");
    assertThat(kubectl.output("get", "namespaces")).contains("default", "Active");
  }

  @Test
  void appliesOnEitherSideAndPatches() throws Exception {
    String first = file("first.yaml", configMap("applied", "1"));
    String second = file("second.yaml", configMap("applied", "2"));

    assertThat(kubectl.output("apply", "-f", first)).contains("created");
    assertThat(kubectl.output("apply", "-f", first)).contains("unchanged");
    assertThat(kubectl.output("apply", "-f", second)).contains("configured");
    assertThat(kubectl.output("apply", "--server-side", "-f", second)).contains("applied");
    kubectl.output("patch", "cm", "applied", "--type=merge", "-p", "{\"data\":{\"b\":\"3\"}}");
    kubectl.output("label", "cm", "applied", "more=yes");

    assertThat(kubectl.output("get", "cm", "-l", "more=yes", "-o", "jsonpath={.items[*].data}"))
        .isEqualTo("{\"a\":\"2\",\"b\":\"3\"}");
    assertThat(kubectl.output("delete", "cm", "applied")).contains("deleted");
  }

  @Test
  void makesObjectsByItsGenerators() throws Exception {
    kubectl.output("create", "configmap", "made", "--from-literal=a=1");
    kubectl.output("create", "deployment", "made", "--image=busybox", "--replicas=2");
    kubectl.output("scale", "deployment", "made", "--replicas=3");

    assertThat(kubectl.output("get", "cm", "made", "-o", "jsonpath={.data.a}")).isEqualTo("1");
    assertThat(kubectl.output("get", "deploy", "made")).contains("0/3");
    assertThat(kubectl.output("auth", "can-i", "delete", "pods").strip()).isEqualTo("yes");
    assertThat(kubectl.output("auth", "whoami")).contains("slipway:admin", "system:masters");
    kubectl.output("delete", "deployment,configmap", "made");
  }

  @Test
  void saysWhatIsWrongWithAManifest() throws Exception {
    String typo = file("typo.yaml", configMap("typo", "1").replace("\ndata:", "\ndada:"));
    String invalid = file("invalid.yaml", configMap("Upper", "1"));

    assertThat(kubectl.run("apply", "-f", typo).describe("")).contains("unknown field \"dada\"");
    assertThat(kubectl.run("apply", "-f", invalid).describe(""))
        .contains("The ConfigMap \"Upper\" is invalid", "metadata.name");
  }

  @Test
  void describesAndPrintsInferenceServices() throws Exception {
    kubectl.output("create", "-f", Checkout.examples() + "/iris/inferenceservice.yaml");

    assertThat(kubectl.output("get", "isvc"))
        .contains("NAME", "URL", "READY", "LATEST", "AGE", "iris");
    assertThat(kubectl.output("describe", "isvc", "iris")).contains("Kind:", "InferenceService");
    assertThat(kubectl.output("delete", "isvc", "iris")).contains("deleted");
  }

  @Test
  void makesKindsAndWaitsForThem() throws Exception {
    String definition =
        file(
            "boats.yaml",
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: boats.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: boats, kind: Boat}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          length: {type: integer, description: In metres., minimum: 1}
            """);
    String boat =
        file(
            "boat.yaml",
            "apiVersion: example.com/v1\nkind: Boat\nmetadata: {name: b}\nspec: {length: 3}\n");

    kubectl.output("apply", "-f", definition);
    kubectl.output("wait", "--for=condition=Established", "crd/boats.example.com");
    kubectl.output("apply", "-f", boat);

    assertThat(kubectl.output("get", "boats")).contains("NAME", "AGE", "b ");
    assertThat(kubectl.output("explain", "boats.spec.length")).contains("In metres.");
    assertThat(
            kubectl
                .run("patch", "boat", "b", "--type=merge", "-p", "{\"spec\":{\"length\":0}}")
                .describe(""))
        .contains("spec.length");
    kubectl.output("delete", "-f", definition);
  }

  @Test
  void deletesANamespaceWithWhatIsInIt() throws Exception {
    String lab = file("lab.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: lab}\n");
    kubectl.output("apply", "-f", lab);
    kubectl.output("apply", "-n", "lab", "-f", file("map.yaml", configMap("m", "1")));

    kubectl.output("delete", "namespace", "lab", "--timeout=30s");

    assertThat(kubectl.run("get", "cm", "m", "-n", "lab").describe("")).contains("NotFound");
  }

  @Test
  void explainsTheFieldsOfInferenceServices() throws Exception {
    assertThat(kubectl.output("explain", "isvc.spec.predictor"))
        .contains("KIND:", "InferenceService", "minReplicas", "<integer>", "containers");
    assertThat(kubectl.output("explain", "isvc.spec.predictor.model.storageUri"))
        .contains("FIELD: storageUri <string>");
    assertThat(kubectl.run("explain", "isvc.spec.none").describe("")).contains("does not exist");
  }

  @Test
  void saysWhichFieldOfAnInferenceServiceIsNone() throws Exception {
    String typo =
        file(
            "isvc.yaml",
            """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {name: typo}
            spec: {predictor: {minReplica: 1}}
            """);

    assertThat(kubectl.run("apply", "-f", typo).describe(""))
        .contains("unknown field \"spec.predictor.minReplica\"");
    assertThat(kubectl.run("apply", "--validate=warn", "--dry-run=server", "-f", typo).describe(""))
        .contains("Warning: unknown field \"spec.predictor.minReplica\"");
    assertThat(kubectl.output("apply", "--validate=ignore", "--dry-run=server", "-f", typo))
        .contains("created (server dry run)");
  }

  @Test
  void followsAnObject() throws Exception {
    kubectl.output("apply", "-f", file("followed.yaml", configMap("followed", "1")));
    var following =
        CompletableFuture.supplyAsync(() -> {
          try {
            String rows = "custom-columns=A:.data.a";
            return kubectl.run("get", "cm", "followed", "-w", "-o", rows, "--request-timeout=5s");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });

    for (int i = 0; !following.isDone(); i++) {
      String patch = "{\"data\":{\"a\":\"seen-" + i + "\"}}";
      kubectl.output("patch", "cm", "followed", "--type=merge", "-p", patch);
    }

    assertThat(following.join().stdout().lines().filter(line -> line.startsWith("seen-")))
        .hasSizeGreaterThan(1);
    kubectl.output("delete", "cm", "followed");
    kubectl.output("wait", "--for=delete", "cm/followed", "--timeout=10s");
  }

  @Test
  void editsAndCompares() throws Exception {
    String made = file("made.yaml", configMap("edited", "1"));
    kubectl.output("apply", "-f", made);

    kubectl.edit("sed -i 's/  a: \"1\"/  a: \"2\"/'", "edit", "cm", "edited");
    assertThat(kubectl.output("get", "cm", "edited", "-o", "jsonpath={.data.a}")).isEqualTo("2");
    assertThat(kubectl.run("diff", "-f", made).stdout()).contains("-  a: \"2\"", "+  a: \"1\"");
    kubectl.output("annotate", "cm", "edited", "note=x");
    kubectl.output("replace", "-f", made);
    kubectl.output("wait", "--for=jsonpath={.data.a}=1", "cm/edited", "--timeout=10s");
    assertThat(kubectl.output("describe", "cm", "edited")).contains("Name:", "edited", "Data");
    kubectl.output("delete", "cm", "edited");
  }

  @Test
  void tellsWhoMayDoWhat() throws Exception {
    assertThat(kubectl.output("auth", "can-i", "create", "inferenceservices").strip())
        .isEqualTo("yes");
    assertThat(kubectl.output("auth", "can-i", "--list")).contains("*.*", "[*]");
    Command.Result other =
        kubectl.run("auth", "can-i", "list", "secrets", "--as", "somebody", "-n", "default");
    assertThat(other.stdout().strip()).isEqualTo("no");
    assertThat(kubectl.output("api-resources", "--api-group=serving.kserve.io"))
        .contains("isvc", "InferenceService", "ServingRuntime");
    assertThat(kubectl.output("api-versions")).contains("kubeflow.org/v1", "apps/v1");
  }

  @Test
  void givesServicesAddresses() throws Exception {
    kubectl.output("create", "service", "clusterip", "web", "--tcp=80:8080");

    assertThat(kubectl.output("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}"))
        .startsWith("127.");
    assertThat(kubectl.output("get", "service", "web")).contains("ClusterIP", "80/TCP");
    kubectl.output("delete", "service", "web");
  }
}
