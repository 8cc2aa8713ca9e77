// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.slipway.cli.testing.OwnApi;
import io.slipway.controlplane.apiserver.inprocess.InProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Applies resources as kubectl does, and reads what is said of them. */
final class SampleFates {
  private static final String STRICT = "?fieldValidation=Strict";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String NO_SUCH_RUNTIME = "RuntimeNotRecognized";

  /** Fields at the beginning of what a condition says of each. */
  private static final Pattern FIELD =
      Pattern.compile(
          "(?:^|; )((?:runtime \"[^\"]+\": )?(?:spec|metadata)[^ ;]*): |(runtime \"[^\"]+\":"
              + " \\{\\{[^}]+}})");

  private static final Pattern UNKNOWN =
      Pattern.compile("(?:unknown|duplicate) field \"([^\"]+)\"");

  private final OwnApi own;
  private String namespace = "";
  private int namespaces;

  SampleFates(OwnApi own) {
    this.own = own;
  }

  /** What comes next is of another manifest. */
  void another() throws Exception {
    namespace = "sample-" + namespaces++;
    ObjectNode object = JSON.createObjectNode();
    object.put("apiVersion", "v1").put("kind", "Namespace");
    object.putObject("metadata").put("name", namespace);
    assertThat(send("POST", "api/v1/namespaces", object).code()).isEqualTo(201);
  }

  /** What becomes of a resource. */
  String of(ObjectNode resource) throws Exception {
    JsonNode metadata = resource.path("metadata");
    String kind = resource.path("kind").asText();
    String name = metadata.path("name").asText();
    boolean ofCluster = kind.equals("ClusterServingRuntime");
    if (!ofCluster && metadata instanceof ObjectNode fields) {
      fields.put("namespace", namespace);
    }
    String plural = kind.toLowerCase(Locale.ROOT) + "s";
    HttpResponse<byte[]> answer =
        send(
            "POST",
            path(resource.path("apiVersion").asText(), plural, ofCluster) + STRICT,
            resource);
    if (answer.code() != 201) {
      return refusal(answer);
    }
    return switch (kind) {
      case "InferenceService" -> ofService(name);
      case "ServingRuntime", "ClusterServingRuntime" -> ofRuntime(kind, resource);
      default -> SampleTable.cell("refused", fields(condition("v1alpha1", plural, name, "Ready")));
    };
  }

  private String path(String apiVersion, String plural, boolean ofCluster) {
    return "apis/" + apiVersion + (ofCluster ? "/" : "/namespaces/" + namespace + "/") + plural;
  }

  private static String refusal(HttpResponse<byte[]> answer) throws Exception {
    if (answer.code() == 404) {
      return SampleTable.cell("refused", List.of("apiVersion"));
    }
    JsonNode status = JSON.readTree(answer.body());
    List<String> fields = new ArrayList<>();
    for (JsonNode cause : status.path("details").path("causes")) {
      fields.add(cause.path("field").asText());
    }
    Matcher unknown = UNKNOWN.matcher(status.path("message").asText());
    while (unknown.find()) {
      fields.add(unknown.group(1));
    }
    assertThat(fields).as(status.toString()).isNotEmpty();
    return SampleTable.cell("refused", fields);
  }

  private String ofService(String name) throws Exception {
    String ready = condition("v1beta1", "inferenceservices", name, "Ready");
    if (ready.startsWith("False ")) {
      assertThat(fields(ready)).as(ready).isNotEmpty();
      return SampleTable.cell("refused", fields(ready));
    }
    List<String> ignored = fields(condition("v1beta1", "inferenceservices", name, "FieldsIgnored"));
    return SampleTable.cell("accepted", ignored) + "; runs " + images(name);
  }

  private String ofRuntime(String kind, ObjectNode runtime) throws Exception {
    JsonNode format = runtime.path("spec").path("supportedModelFormats").path(0);
    ObjectNode service = JSON.createObjectNode();
    service.put("apiVersion", "serving.kserve.io/v1beta1").put("kind", "InferenceService");
    service.putObject("metadata").put("name", "probe").put("namespace", namespace);
    ObjectNode model = service.putObject("spec").putObject("predictor").putObject("model");
    model.put("runtime", runtime.path("metadata").path("name").asText());
    model.put("storageUri", "file:///models/model");
    model.putObject("modelFormat").put("name", format.path("name").asText());
    JsonNode protocol = runtime.path("spec").path("protocolVersions").path(0);
    if (protocol.isTextual()) {
      model.put("protocolVersion", protocol.asText());
    }
    HttpResponse<byte[]> answer =
        send("POST", path("serving.kserve.io/v1beta1", "inferenceservices", false), service);
    assertThat(answer.code()).as(kind).isEqualTo(201);
    // the operator may see the service before the runtime: they come by two watches
    awaitStatus(
        "v1beta1",
        "inferenceservices",
        "probe",
        status ->
            !status.at("/modelStatus/lastFailureInfo/reason").asText().equals(NO_SUCH_RUNTIME));
    return ofService("probe");
  }

  /** What its Pods run. */
  private String images(String service) throws Exception {
    JsonNode pods =
        JSON.readTree(
            send(
                    "GET",
                    "api/v1/namespaces/"
                        + namespace
                        + "/pods?labelSelector=serving.kserve.io/inferenceservice%3D"
                        + service,
                    null)
                .body());
    List<String> images = new ArrayList<>();
    for (JsonNode pod : pods.path("items")) {
      for (JsonNode container : pod.path("spec").path("containers")) {
        images.add(container.path("image").asText());
      }
    }
    images.sort(String::compareTo);
    return SampleTable.cell("Pods", images);
  }

  private static List<String> fields(String condition) {
    List<String> fields = new ArrayList<>();
    String message = condition.isEmpty() ? "" : condition.split(" ", 3)[2];
    Matcher field = FIELD.matcher(message);
    while (field.find()) {
      String found = field.group(1) == null ? field.group(2) : field.group(1);
      fields.add(found.replace("\": ", "\" "));
    }
    return fields;
  }

  /** State, reason and message, once there is a status; empty if there is no such condition. */
  private String condition(String version, String plural, String name, String type)
      throws Exception {
    JsonNode status = awaitStatus(version, plural, name, _ -> true);
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText()
            + " "
            + condition.path("reason").asText()
            + " "
            + condition.path("message").asText();
      }
    }
    return "";
  }

  /** The status of an object as it is now, once it is one that is waited for. */
  private JsonNode awaitStatus(
      String version, String plural, String name, Predicate<JsonNode> wanted) {
    String path = path("serving.kserve.io/" + version, plural, false) + "/" + name;
    JsonNode[] status = new JsonNode[1];
    await(plural + " " + name)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          JsonNode object = JSON.readTree(send("GET", path, null).body());
          status[0] = object.path("status");
          return status[0]
                  .path("observedGeneration")
                  .equals(object.path("metadata").path("generation"))
              && wanted.test(status[0]);
        });
    return status[0];
  }

  private HttpResponse<byte[]> send(String method, String path, @Nullable JsonNode body)
      throws Exception {
    HttpRequest.Builder request = own.client().newHttpRequestBuilder().uri(InProcess.ROOT + path);
    if (body != null) {
      request.method(method, "application/json", body.toString());
    }
    return own.client().sendAsync(request.build(), byte[].class).get(30, TimeUnit.SECONDS);
  }
}
