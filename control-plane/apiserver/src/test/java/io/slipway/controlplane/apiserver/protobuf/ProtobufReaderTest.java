// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.apiserver.meta.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Documents, put together byte by byte. */
class ProtobufReaderTest {
  private static byte[] text(int number, String value) {
    return message(number, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] whole(int number, int value) {
    return new byte[] {(byte) (number << 3), (byte) value};
  }

  /** A field of bytes below 128. */
  private static byte[] message(int number, byte[]... parts) {
    byte[] content = together(parts);
    return together(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
  }

  private static byte[] together(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] document(String apiVersion, String kind, byte[]... fields) {
    return together(
        new byte[] {'k', '8', 's', 0},
        message(1, text(1, apiVersion), text(2, kind)),
        message(2, fields),
        text(3, ""),
        text(4, ""));
  }

  @Test
  void readsTextsMapsTimesAndBytes() {
    byte[] document =
        document(
            "v1",
            "Secret",
            message(
                1, text(1, "s"), text(2, ""), message(8), message(11, text(1, "k"), text(2, "v"))),
            message(2, text(1, "a"), text(2, "x")),
            text(3, "Opaque"));

    assertThat(ProtobufReader.read(document).toString())
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\",\"labels\":"
                + "{\"k\":\"v\"}},\"data\":{\"a\":\"eA==\"},\"type\":\"Opaque\"}");
  }

  @Test
  void readsListsQuantitiesAndWhatIsInlined() {
    byte[] probe =
        message(10, message(1, message(2, text(1, "/"), message(2, whole(1, 0), whole(2, 80)))));
    byte[] limits = message(8, message(1, text(1, "cpu"), message(2, text(1, "2"))));
    byte[] container = message(2, text(1, "c"), text(2, "i"), text(3, "run"), probe, limits);
    byte[] document = document("v1", "Pod", message(2, container, text(3, "Never")));

    assertThat(ProtobufReader.read(document).path("spec").toString())
        .isEqualTo(
            "{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"command\":[\"run\"],"
                + "\"livenessProbe\":{\"httpGet\":{\"path\":\"/\",\"port\":80}},"
                + "\"resources\":{\"limits\":{\"cpu\":\"2\"}}}],\"restartPolicy\":\"Never\"}");
  }

  @Test
  void whatIsSetToZeroIsKeptAndWhatIsNotSetIsNot() {
    byte[] document = document("apps/v1", "Deployment", message(2, whole(1, 0), whole(5, 0)));

    assertThat(ProtobufReader.read(document).path("spec").toString()).isEqualTo("{\"replicas\":0}");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    byte[] document = document("v1", "ConfigMap", text(15, "new"), whole(4, 1));

    assertThat(ProtobufReader.read(document).path("immutable").asBoolean()).isTrue();
  }

  @Test
  void whatIsNoDocumentIsRefused() {
    assertThatThrownBy(() -> ProtobufReader.read(new byte[] {1, 2, 3}))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("no protobuf");
    byte[] cut = document("v1", "Pod", text(1, "x"));
    cut[cut.length - 8] = 100;
    assertThatThrownBy(() -> ProtobufReader.read(cut)).isInstanceOf(ApiException.class);
    assertThatThrownBy(() -> ProtobufReader.read(document("example.com/v1", "Boat")))
        .hasMessageContaining("example.com/v1 Boat is not written in protobuf");
  }
}
