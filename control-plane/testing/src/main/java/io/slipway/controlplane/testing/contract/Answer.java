// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** An answer with the questions that tests ask of it. */
record Answer(String request, ApiResponse response) {

  /** Fails with all that was answered unless the status is this one. */
  Answer is(int status) {
    assertThat(response.status()).as("%s: %s", request, body()).isEqualTo(status);
    return this;
  }

  /** A {@code Status} that says what went wrong. */
  Answer isFailure(int code, String reason) {
    is(code);
    assertThat(text("/kind")).as(body()).isEqualTo("Status");
    assertThat(text("/apiVersion")).isEqualTo("v1");
    assertThat(text("/status")).isEqualTo("Failure");
    assertThat(text("/reason")).as(body()).isEqualTo(reason);
    assertThat(json().at("/code").asInt()).isEqualTo(code);
    return this;
  }

  Answer withMessage(String message) {
    assertThat(message()).isEqualTo(message);
    return this;
  }

  Answer withMessageContaining(String... parts) {
    assertThat(message()).contains(parts);
    return this;
  }

  /** That its causes are these and no others, each as {@code REASON FIELD: MESSAGE}. */
  Answer withCauses(String... causes) {
    assertThat(causes()).as(body()).containsExactlyInAnyOrder(causes);
    return this;
  }

  List<String> causes() {
    List<String> causes = new ArrayList<>();
    for (JsonNode cause : at("/details/causes")) {
      causes.add(
          "%s %s: %s"
              .formatted(
                  cause.path("reason").asText(),
                  cause.path("field").asText(),
                  cause.path("message").asText()));
    }
    return causes;
  }

  String body() {
    return new String(response.body(), UTF_8);
  }

  JsonNode json() {
    return Json.parse(body());
  }

  /** A copy that a test changes and sends back. */
  ObjectNode object() {
    return (ObjectNode) json();
  }

  JsonNode at(String pointer) {
    return json().at(pointer);
  }

  /** The text there; empty if there is nothing. */
  String text(String pointer) {
    return at(pointer).asText();
  }

  boolean has(String pointer) {
    return !at(pointer).isMissingNode();
  }

  String message() {
    return text("/message");
  }

  String name() {
    return text("/metadata/name");
  }

  String uid() {
    return text("/metadata/uid");
  }

  String resourceVersion() {
    return text("/metadata/resourceVersion");
  }

  long generation() {
    return at("/metadata/generation").asLong();
  }

  /** The names of the objects in a list. */
  List<String> names() {
    return at("/items").valueStream().map(item -> item.at("/metadata/name").asText()).toList();
  }

  /** The entry of a field manager; missing if it owns nothing. */
  JsonNode managed(String manager) {
    return at("/metadata/managedFields")
        .valueStream()
        .filter(entry -> entry.path("manager").asText().equals(manager))
        .findFirst()
        .orElseGet(() -> Json.of("{}").path("none"));
  }

  String contentType() {
    return String.join(",", response.headers().getOrDefault("content-type", List.of()));
  }

  List<String> warnings() {
    return response.headers().getOrDefault("warning", List.of());
  }

  String header(String name) {
    return String.join(",", response.headers().getOrDefault(name, List.of()));
  }
}
