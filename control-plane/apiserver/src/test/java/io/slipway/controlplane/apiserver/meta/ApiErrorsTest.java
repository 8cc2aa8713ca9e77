// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApiErrorsTest {
  private static final GroupResource SERVICES =
      new GroupResource("serving.kserve.io", "inferenceservices");
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupKind DEPLOYMENT = new GroupKind("apps", "Deployment");
  private static final FieldPath PATH =
      FieldPath.of("spec").child("a").index(3).key("k").child("b");

  static List<JsonNode> statuses() {
    return Facts.of("status.json");
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void isTheDocumentThatKubernetesSends(JsonNode fact) {
    ApiException error =
        switch (fact.get("case").asText()) {
          case "notFound" -> ApiErrors.notFound(SERVICES, "x");
          case "notFoundCore" -> ApiErrors.notFound(PODS, "x\"y");
          case "alreadyExists" -> ApiErrors.alreadyExists(SERVICES, "x");
          case "noUniqueName" -> ApiErrors.noUniqueName(SERVICES, "x");
          case "conflict" -> ApiErrors.conflict(SERVICES, "x", "no");
          case "applyConflict" ->
              ApiErrors.applyConflict(
                  "msg", List.of(new StatusCause("FieldManagerConflict", "m", ".spec")));
          case "gone" -> ApiErrors.gone("g");
          case "expired" -> ApiErrors.expired("e");
          case "invalid0" -> ApiErrors.invalid(DEPLOYMENT, "x", List.of());
          case "invalid1" ->
              ApiErrors.invalid(DEPLOYMENT, "x", List.of(FieldError.required(PATH, "needed")));
          case "invalidMany" -> ApiErrors.invalid(DEPLOYMENT, "x", allErrors());
          case "badRequest" -> ApiErrors.badRequest("b");
          case "unauthorized" -> ApiErrors.unauthorized();
          case "forbidden" -> ApiErrors.forbidden(SERVICES, "x", "w");
          case "forbiddenList" -> ApiErrors.forbidden(PODS, "", "w");
          case "forbiddenPath" -> ApiErrors.forbidden("w");
          case "tooManyRequests" -> ApiErrors.tooManyRequests("m", 3);
          case "unavailable" -> ApiErrors.unavailable("s");
          case "method" -> ApiErrors.methodNotSupported(SERVICES, "delete");
          case "serverTimeout" -> ApiErrors.serverTimeout(SERVICES, "list", 2);
          case "internal" -> ApiErrors.internal("i");
          case "timeout" -> ApiErrors.timeout("t", 4);
          case "tooLargeEntity" -> ApiErrors.tooLargeEntity("limit is 3");
          default -> throw new AssertionError("a fact without a test: " + fact);
        };
    assertThat(Facts.json(error.status().toJson().toString())).isEqualTo(fact.get("status"));
  }

  private static List<FieldError> allErrors() {
    return List.of(
        FieldError.required(PATH, ""),
        FieldError.required(PATH, ""),
        FieldError.duplicate(PATH, TextNode.valueOf("d")),
        FieldError.invalid(PATH, LongNode.valueOf(7), "seven"),
        FieldError.invalid(PATH, DoubleNode.valueOf(1.5), "f"),
        FieldError.invalid(PATH, DoubleNode.valueOf(1e21), "f"),
        FieldError.invalid(PATH, DoubleNode.valueOf(0.00001), "f"),
        FieldError.invalid(PATH, DoubleNode.valueOf(100.0), "f"),
        FieldError.invalid(PATH, BooleanNode.TRUE, "t"),
        FieldError.invalid(PATH, Facts.json("{\"a\": \"<&>\"}"), "o"),
        FieldError.invalid(PATH, "q\"\\\n\u0001é\u200b\ud83d\ude00", "s"),
        FieldError.invalid(PATH, NullNode.instance, "nil"),
        FieldError.notSupported(PATH, TextNode.valueOf("z"), List.of("a", "b\"")),
        FieldError.forbidden(PATH, "no"),
        FieldError.tooLong(PATH, 1),
        FieldError.tooLong(PATH, 5),
        FieldError.tooMany(PATH, 3, 2),
        FieldError.tooMany(PATH, 3, 1),
        FieldError.notFound(PATH, TextNode.valueOf("nf")),
        FieldError.typeInvalid(PATH, Facts.json("[1]"), "ty"),
        FieldError.internal(PATH, "ie"));
  }

  @Test
  void kubectlShowsTheMessageOfAMissingService() {
    assertThat(ApiErrors.notFound(SERVICES, "x"))
        .hasMessage("inferenceservices.serving.kserve.io \"x\" not found");
  }

  @Test
  void theFieldsOfAStatusAreInKubernetesOrder() {
    assertThat(ApiErrors.stale(PODS, "x").status().toJson())
        .hasToString(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"Operation cannot be fulfilled on pods \\\"x\\\": the object has"
                + " been modified; please apply your changes to the latest version and try again\","
                + "\"reason\":\"Conflict\",\"details\":{\"name\":\"x\",\"kind\":\"pods\"},"
                + "\"code\":409}");
  }

  @Test
  void aDeletionAnswersWithWhatWasDeleted() {
    assertThat(ApiStatus.deleted(SERVICES, "x", "u").toJson())
        .hasToString(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\","
                + "\"details\":{\"name\":\"x\",\"group\":\"serving.kserve.io\","
                + "\"kind\":\"inferenceservices\",\"uid\":\"u\"}}");
  }

  @Test
  void aWatchFromTooLongAgoIsGone() {
    assertThat(ApiErrors.tooOld(3, 10).status().toJson())
        .hasToString(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"too old resource version: 3 (10)\",\"reason\":\"Expired\","
                + "\"code\":410}");
  }

  @Test
  void aVersionOfTheFutureTimesOut() {
    assertThat(ApiErrors.tooLarge(12, 7).status().toJson())
        .hasToString(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"Timeout: Too large resource version: 12, current: 7\","
                + "\"reason\":\"Timeout\",\"details\":{\"causes\":[{\"reason\":"
                + "\"ResourceVersionTooLarge\",\"message\":\"Too large resource version\"}],"
                + "\"retryAfterSeconds\":1},\"code\":504}");
  }

  @Test
  void mediaTypesThatWouldDoAreNamed() {
    assertThat(ApiErrors.notAcceptable(List.of("application/json", "application/yaml")))
        .hasMessage(
            "only the following media types are accepted: application/json, application/yaml");
    assertThat(ApiErrors.unsupportedMediaType(List.of("application/json")).status().code())
        .isEqualTo(415);
  }
}
