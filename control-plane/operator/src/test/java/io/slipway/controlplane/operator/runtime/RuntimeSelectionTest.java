// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.operator.testing.Yaml;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By KServe's own runtimes and others. */
class RuntimeSelectionTest {
  private final List<ServingRuntime> runtimes = new ArrayList<>();

  RuntimeSelectionTest() {
    cluster(
        "kserve-sklearnserver",
        "supportedModelFormats: [{name: sklearn, version: '1', autoSelect: true, priority: 1}],"
            + " protocolVersions: [v1, v2]");
    cluster(
        "kserve-mlserver",
        "supportedModelFormats: [{name: sklearn, version: '0', autoSelect: true, priority: 2},"
            + " {name: sklearn, version: '1', autoSelect: true, priority: 2},"
            + " {name: lightgbm, version: '4', autoSelect: true, priority: 2}],"
            + " protocolVersions: [v2]");
    cluster(
        "kserve-predictiveserver",
        "supportedModelFormats: [{name: sklearn, version: '1', priority: 3}],"
            + " protocolVersions: [v1, v2]");
    cluster(
        "kserve-tritonserver",
        "supportedModelFormats: [{name: onnx, version: '1', autoSelect: true, priority: 1},"
            + " {name: pytorch, version: '1'}], protocolVersions: [v2, grpc-v2]");
    cluster(
        "many",
        "multiModel: true, supportedModelFormats: [{name: sklearn, autoSelect: true}],"
            + " protocolVersions: [v1]");
    cluster(
        "nodes",
        "workerSpec: {}, supportedModelFormats: [{name: sklearn, autoSelect: true, priority: 9}]");
    cluster("off", "disabled: true, supportedModelFormats: [{name: sklearn, autoSelect: true}]");
  }

  @ParameterizedTest
  @CsvSource({
    "sklearn, ,v1, kserve-sklearnserver",
    "sklearn, 1, v1, kserve-sklearnserver",
    "sklearn, ,v2, kserve-mlserver",
    "sklearn, 0, v2, kserve-mlserver",
    "onnx, ,v2, slipway",
    "onnx, ,grpc-v2, slipway",
    "onnx, 1, v1, slipway",
  })
  void choosesByFormatVersionProtocolAndPriority(
      String format, @Nullable String version, String protocol, String expected) {
    assertThat(chosen(needs(format, version, protocol, null))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "sklearn, 0, v1",
    "pytorch, ,v2",
    "onnx, 2, v2",
    "lightgbm, ,v1",
    "xgboost, ,v1",
  })
  void findsNoneForWhatNoneOffersToServe(String format, @Nullable String version, String protocol) {
    Selection selection = select(needs(format, version, protocol, null));

    assertThat(selection).isInstanceOf(Selection.None.class);
    assertThat(((Selection.None) selection).reason().toString()).isEqualTo("NoSupportingRuntime");
    assertThat(((Selection.None) selection).message()).contains("no runtime serves", format);
  }

  @Test
  void takesANamedRuntimeThatDoesNotOfferItself() {
    assertThat(chosen(needs("pytorch", null, "v2", "kserve-tritonserver")))
        .isEqualTo("kserve-tritonserver");
  }

  @ParameterizedTest
  @CsvSource({
    "sklearn, kserve-mlserver, v2",
    "sklearn, kserve-sklearnserver, v1",
    "sklearn, many, v1",
    "pytorch, kserve-tritonserver, v2",
  })
  void asksANamedRuntimeForNoProtocolThatNobodyHasWritten(
      String format, String name, String protocol) {
    Selection selection = select(needs(format, null, null, name));

    assertThat(selection).isInstanceOf(Selection.Chosen.class);
    ServingRuntime runtime = ((Selection.Chosen) selection).runtime();
    assertThat(runtime.name()).isEqualTo(name);
    assertThat(runtime.oldestProtocol()).isEqualTo(protocol);
  }

  @ParameterizedTest
  @CsvSource({
    "missing, RuntimeNotRecognized, there is no runtime",
    "off, RuntimeDisabled, is disabled",
    "kserve-tritonserver, NoSupportingRuntime, does not serve model format sklearn",
    "kserve-mlserver, NoSupportingRuntime, with protocol v1",
    "nodes, NoSupportingRuntime, several machines",
  })
  void saysWhyANamedRuntimeCannotBeUsed(String runtime, String reason, String message) {
    Selection.None none = (Selection.None) select(needs("sklearn", null, "v1", runtime));

    assertThat(none.reason().toString()).isEqualTo(reason);
    assertThat(none.message()).contains(message);
  }

  @Test
  void prefersRuntimesOfTheNamespaceWhateverTheirPriority() {
    runtime("own", "team", "supportedModelFormats: [{name: onnx, autoSelect: true}]", "");

    assertThat(chosen(needs("onnx", null, "v2", null))).isEqualTo("own");
  }

  @Test
  void doesNotSeeRuntimesOfOtherNamespaces() {
    runtime("theirs", "other", "supportedModelFormats: [{name: x, autoSelect: true}]", "");

    assertThat(select(needs("x", null, "v1", null))).isInstanceOf(Selection.None.class);
    assertThat(select(needs("x", null, "v1", "theirs"))).isInstanceOf(Selection.None.class);
  }

  @Test
  void putsRuntimesWithPriorityBeforeThoseWithout() {
    cluster("plain", "supportedModelFormats: [{name: y, autoSelect: true}]");
    cluster("ranked", "supportedModelFormats: [{name: y, autoSelect: true, priority: 0}]");

    assertThat(chosen(needs("y", null, "v1", null))).isEqualTo("ranked");
  }

  @Test
  void prefersOlderProtocolsThenNewerRuntimesThenNames() {
    String y = "supportedModelFormats: [{name: y, autoSelect: true}]";
    runtime("b-new", "", y + ", protocolVersions: [v2]", "2026-02-01T00:00:00Z");
    runtime("a-new", "", y + ", protocolVersions: [v2]", "2026-02-01T00:00:00Z");
    runtime("old", "", y + ", protocolVersions: [v2]", "2026-01-01T00:00:00Z");
    assertThat(chosen(needs("y", null, "v2", null))).isEqualTo("a-new");

    runtime("oldest-protocol", "", y + ", protocolVersions: [v1, v2]", "2025-01-01T00:00:00Z");
    assertThat(chosen(needs("y", null, "v2", null))).isEqualTo("oldest-protocol");
  }

  @Test
  void letsTheApiReplaceTheBuiltInRuntime() {
    cluster("slipway", "disabled: true");

    assertThat(chosen(needs("onnx", null, "v2", null))).isEqualTo("kserve-tritonserver");
  }

  private void cluster(String name, String spec) {
    runtime(name, "", spec, "2026-01-01T00:00:00Z");
  }

  private void runtime(String name, String namespace, String spec, String created) {
    String object =
        """
        apiVersion: serving.kserve.io/v1alpha1
        kind: ServingRuntime
        metadata: {name: %s, namespace: "%s", creationTimestamp: "%s"}
        spec: {%s}
        """
            .formatted(name, namespace, created, spec);
    runtimes.add(ServingRuntime.of(Yaml.object(object)));
  }

  private static ModelNeeds needs(
      String format,
      @Nullable String version,
      @Nullable String protocol,
      @Nullable String runtime) {
    return new ModelNeeds("team", format, version, protocol, runtime, false);
  }

  private Selection select(ModelNeeds needs) {
    List<ServingRuntime> shuffled = new ArrayList<>(BuiltInRuntimes.among(runtimes));
    Collections.shuffle(shuffled, new java.util.Random(1));
    return RuntimeSelection.select(needs, shuffled);
  }

  private String chosen(ModelNeeds needs) {
    return switch (select(needs)) {
      case Selection.Chosen(ServingRuntime runtime) -> runtime.name();
      case Selection.None none -> none.toString();
    };
  }
}
