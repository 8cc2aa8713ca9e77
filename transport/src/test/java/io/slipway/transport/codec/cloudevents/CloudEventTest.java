// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.codec.Samples;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.RequestBody;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventTest {
  private static final String REQUIRED =
      "\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/s\",\"type\":\"t\"";
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  private static HttpHeaders headers(String... namesAndValues) {
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new HttpHeaders() {
      @Override
      public @Nullable String get(String name) {
        return fields.get(name);
      }

      @Override
      public void forEach(BiConsumer<String, String> consumer) {
        fields.forEach(consumer);
      }
    };
  }

  private static CloudEvent.Structured structured(String json) {
    try (RequestBody body = RequestBody.of(json.getBytes(StandardCharsets.UTF_8))) {
      return CloudEvent.ofBody(body);
    }
  }

  @Test
  void tellsTheModeByTheHeaders() {
    assertThat(CloudEvent.mode(headers("content-type", "application/json"))).isNull();
    assertThat(CloudEvent.mode(headers())).isNull();
    assertThat(CloudEvent.mode(headers("CE-SpecVersion", "1.0"))).isEqualTo(CloudEvent.Mode.BINARY);
    assertThat(
            CloudEvent.mode(headers("content-type", "Application/CloudEvents+json; charset=utf-8")))
        .isEqualTo(CloudEvent.Mode.STRUCTURED);
    assertThat(
            CloudEvent.mode(
                headers("ce-specversion", "1.0", "content-type", "application/cloudevents+json")))
        .as("the content type comes first")
        .isEqualTo(CloudEvent.Mode.STRUCTURED);
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(
            () -> CloudEvent.mode(headers("content-type", "application/cloudevents-batch+json")))
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void readsAttributesFromHeaders() {
    CloudEvent event =
        CloudEvent.ofHeaders(
            headers(
                "ce-specversion",
                "1.0",
                "Ce-Id",
                "a",
                "ce-source",
                "/s",
                "ce-type",
                "t",
                "ce-tenant",
                "blue",
                "x-other",
                "1"));
    assertThat(event.attributes())
        .containsOnlyKeys("specversion", "id", "source", "type", "tenant")
        .containsEntry("tenant", "blue");
  }

  @Test
  void readsAttributesFromTheBody() {
    CloudEvent.Structured event =
        structured("{" + REQUIRED + ",\"n\":7,\"b\":true,\"none\":null,\"data\":{\"x\":[1]}}");
    assertThat(event.binaryData()).isNull();
    assertThat(event.event().attributes())
        .containsEntry("n", "7")
        .containsEntry("b", "true")
        .doesNotContainKeys("none", "data");
    assertThat(structured("{" + REQUIRED + ",\"data_base64\":\"e30=\"}").binaryData())
        .isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | the CloudEvent is an array",
        "{R} | the CloudEvent has no data",
        "{R,\"data\":1,\"data_base64\":\"\"} | the CloudEvent has data and data_base64",
        "{R,\"data_base64\":\"%\"} | data_base64 is not base64",
        "{R,\"data\":1,\"x\":[]} | the CloudEvent's x is an array",
        "{\"data\":1,\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\"} | has no id",
        "{\"data\":1,\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"s\",\"type\":\"t\"} | has no"
            + " id",
        "{\"data\":1,\"specversion\":\"2.0\",\"id\":\"a\",\"source\":\"s\",\"type\":\"t\"}"
            + " | specversion is '2.0' (expected: 1.0)",
        "{\"data\":1,\"id\":\"a\",\"source\":\"s\",\"type\":\"t\"} | specversion is ''",
      })
  void saysWhatIsNoEvent(String json, String message) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> structured(json.replace("R", REQUIRED)))
        .withMessageContaining(message)
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void repliesInItsOwnName() {
    CloudEvent request = structured("{" + REQUIRED + ",\"tenant\":\"blue\",\"data\":1}").event();
    CloudEvent reply = EventReplies.DEFAULTS.to(request, "m", "id-9", TIME);
    assertThat(reply.attributes())
        .containsExactly(
            Map.entry("specversion", "1.0"),
            Map.entry("id", "id-9"),
            Map.entry("source", "io.kserve.inference.m"),
            Map.entry("type", "io.kserve.inference.response"),
            Map.entry("time", "2026-01-02T03:04:05.678Z"));
    assertThat(reply.headers())
        .contains(new Header("ce-id", "id-9"), new Header("ce-specversion", "1.0"));
  }

  @Test
  void keepsTheRequestsAttributesIfToldTo() {
    CloudEvent request =
        structured(
                "{"
                    + REQUIRED
                    + ",\"tenant\":\"blue\",\"time\":\"old\",\"datacontenttype\":\"x\",\"data\":1}")
            .event();
    CloudEvent reply = new EventReplies("my.type", "/here", true).to(request, "m", "id-9", TIME);
    assertThat(reply.attributes())
        .containsEntry("tenant", "blue")
        .containsEntry("id", "id-9")
        .containsEntry("source", "/here")
        .containsEntry("type", "my.type")
        .containsEntry("time", TIME.toString())
        .doesNotContainKey("datacontenttype");
  }

  @Test
  void writesTheStructuredMode() {
    CloudEvent event = structured("{" + REQUIRED + ",\"data\":1}").event();
    String json =
        new String(
            Samples.written(out -> event.write(out, () -> out.writeAscii("{\"x\":1}"))),
            StandardCharsets.UTF_8);
    assertThat(json)
        .isEqualTo(
            "{" + REQUIRED + ",\"datacontenttype\":\"application/json\",\"data\":{\"x\":1}}");
    assertThat(structured(json).event().attributes().get("id"))
        .isEqualTo(Objects.requireNonNull(event.attributes().get("id")));
  }
}
