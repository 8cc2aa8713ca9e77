// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
