// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.resources.schema.FieldValidation;
import io.slipway.controlplane.resources.schema.IgnoredField;
import io.slipway.controlplane.resources.serving.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceFileTest {
  private static final String SIMPLEST =
      """
      apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      metadata:
        name: iris
      spec:
        predictor:
          model:
            modelFormat:
              name: onnx
            storageUri: file:///models/iris
      """;

  @Test
  void readsTheSimplestService() {
    ServiceDefinition service = valid(SIMPLEST).definition();

    assertThat(service.name()).hasToString("default/iris");
    assertThat(service.modelName()).isEqualTo("iris");
    assertThat(service.modelFormat()).isEqualTo("onnx");
    assertThat(service.storageUri()).isEqualTo("file:///models/iris");
    assertThat(service.protocol()).isEqualTo(Protocol.V1);
    assertThat(valid(SIMPLEST).ignored()).isEmpty();
  }

  @Test
  void pointsAtTheFieldAndSuggestsTheNameThatWasMeant() {
    String text = SIMPLEST.replace("storageUri", "storageUrl");

    assertThat(invalid(text).message())
        .contains(
            "s.yaml:10:7: spec.predictor.model.storageUrl: unknown field (did you mean"
                + " storageUri?)");
  }

  @Test
  void readsTheOlderFormOfAnOnnxModel() {
    ServiceDefinition service =
        valid(SIMPLEST.replace("model:\n      modelFormat:\n        name: onnx", "onnx:"))
            .definition();

    assertThat(service.modelFormat()).isEqualTo("onnx");
    assertThat(service.protocol()).isEqualTo(Protocol.V2);
  }

  @Test
  void keepsNamespaceAndAnnotations() {
    String text =
        SIMPLEST.replace(
            "name: iris\n", "name: iris\n  namespace: lab\n  annotations: {who: me}\n");

    ServiceDefinition service = valid(text).definition();

    assertThat(service.name()).isEqualTo(new ResourceName("lab", "iris"));
    assertThat(service.annotations()).containsExactly(Map.entry("who", "me"));
  }

  @Test
  void readsJson() {
    String json =
        """
        {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
         "metadata": {"name": "iris"},
         "spec": {"predictor": {"model": {
           "modelFormat": {"name": "onnx"}, "storageUri": "m", "protocolVersion": "grpc-v2"}}}}
        """;

    assertThat(valid(json).definition().protocol()).isEqualTo(Protocol.GRPC_V2);
  }

  @Test
  void givesOneResultPerDocumentAndListItem() {
    String text =
        """
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Secret, metadata: {name: s}}
        - {apiVersion: serving.kserve.io/v1beta1, kind: InferenceService}
        - 7
        ---
        """;

    List<ServiceReading> readings = read(text + SIMPLEST + "---\n: [", FieldValidation.STRICT);

    assertThat(readings)
        .extracting(reading -> reading.getClass().getSimpleName())
        .containsExactly("Unhandled", "Invalid", "Invalid", "Valid", "Invalid");
    assertThat(readings)
        .extracting(reading -> reading.position().line())
        .containsExactly(4, 5, 6, 8, 19);
  }

  @Test
  void saysWhichKindIsNotHandled() {
    String text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n";

    ServiceReading reading = read(text, FieldValidation.STRICT).getFirst();

    assertThat(((ServiceReading.Unhandled) reading).message())
        .isEqualTo(
            "s.yaml:1:1: Deployment \"web\" (apps/v1) is not handled here yet (handled:"
                + " InferenceService of serving.kserve.io/v1beta1)");
  }

  @Test
  void namesWhatIsMissingFromAResource() {
    assertThat(invalid("kind: InferenceService").message())
        .isEqualTo("s.yaml:1:1: apiVersion: required, as text");
    assertThat(invalid("apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService").message())
        .isEqualTo(
            "s.yaml:1:1: metadata: required\n"
                + "s.yaml:1:1: spec: required: a service needs spec.predictor");
  }

  @Test
  void treatsUnknownFieldsAndDuplicatesAsTheValidationSays() {
    String text = SIMPLEST + "  colour: red\n  colour: blue\n";

    assertThat(invalid(text).message())
        .isEqualTo(
            "s.yaml:12:3: spec.colour: written twice, first in line 11\n"
                + "s.yaml:12:3: spec.colour: unknown field");
    assertThat(read(text, FieldValidation.IGNORE))
        .singleElement()
        .isInstanceOfSatisfying(
            ServiceReading.Valid.class, valid -> assertThat(valid.ignored()).isEmpty());
    assertThat(read(text, FieldValidation.WARN))
        .singleElement()
        .isInstanceOfSatisfying(
            ServiceReading.Valid.class,
            valid ->
                assertThat(valid.ignored())
                    .extracting(IgnoredField::toString)
                    .containsExactly(
                        "s.yaml:11:3: spec.colour: ignored: written again in line 12",
                        "s.yaml:12:3: spec.colour: ignored: unknown field"));
  }

  @Test
  void countsErrorsBeyondAHundred() {
    StringBuilder text = new StringBuilder(SIMPLEST);
    for (int i = 0; i < 150; i++) {
      text.append("  field").append(i).append(": 1\n");
    }

    assertThat(invalid(text.toString()).errors())
        .hasSize(101)
        .last()
        .satisfies(error -> assertThat(error.message()).isEqualTo("and 50 more errors"));
  }

  @Test
  void readsFilesInUtf8(@TempDir Path folder) throws IOException {
    Path good = Files.writeString(folder.resolve("good.yaml"), SIMPLEST);
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9});
    Path large = Files.write(folder.resolve("large.yaml"), new byte[4 << 20]);

    assertThat(ServiceFile.read(good, FieldValidation.STRICT))
        .singleElement()
        .isInstanceOf(ServiceReading.Valid.class);
    assertThat(errorOf(latin)).isEqualTo("not UTF-8 text");
    assertThat(errorOf(large)).isEqualTo("more than 3145728 bytes");
  }

  @Test
  void givesNothingForAnEmptyText() {
    assertThat(read("", FieldValidation.STRICT)).isEmpty();
    assertThat(read("# nothing\n---\n---\n", FieldValidation.STRICT)).isEmpty();
  }

  private static String errorOf(Path file) throws IOException {
    ServiceReading reading = ServiceFile.read(file, FieldValidation.STRICT).getFirst();
    return ((ServiceReading.Invalid) reading).errors().getFirst().message();
  }

  private static List<ServiceReading> read(String text, FieldValidation validation) {
    return ServiceFile.read(text, "s.yaml", validation);
  }

  private static ServiceReading.Valid valid(String text) {
    List<ServiceReading> readings = read(text, FieldValidation.STRICT);
    assertThat(readings).singleElement().isInstanceOf(ServiceReading.Valid.class);
    return (ServiceReading.Valid) readings.getFirst();
  }

  private static ServiceReading.Invalid invalid(String text) {
    List<ServiceReading> readings = read(text, FieldValidation.STRICT);
    assertThat(readings).singleElement().isInstanceOf(ServiceReading.Invalid.class);
    return (ServiceReading.Invalid) readings.getFirst();
  }
}
