// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ServingException;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.transport.codec.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlserverSettingsTest {
  @Test
  void readsWhatThereIsHere() {
    MlserverSettings settings =
        read(
            """
            {"name": "m", "implementation": "mlserver_sklearn.SKLearnModel", "max_batch_size": 8,
             "inputs": [{"name": "x", "datatype": "BYTES", "shape": [-1, 4]}],
             "parameters": {"uri": "./model.joblib", "version": "v0.1.0", "content_type": null,
                            "extra": {"intra_op_threads": 2, "flag": true}}}
            """);
    assertThat(settings.name()).isEqualTo("m");
    assertThat(settings.format()).isEqualTo("sklearn");
    assertThat(settings.uri()).isEqualTo("./model.joblib");
    assertThat(settings.version()).isEqualTo("v0.1.0");
    assertThat(settings.config().inputs())
        .containsExactly(new TensorConfig("x", DataType.BYTES, Shape.of(-1, 4), null, ""));
    assertThat(settings.config().engineParameters())
        .isEqualTo(Map.of("intra_op_threads", "2", "flag", "true"));
    assertThat(settings.config().maxBatchSize()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 0", "8, 0, 0, 0", "0, 0.1, 0, 0", "1, 0.1, 0, 0", "8, 0.0015, 8, 1500"})
  void requestsRunTogetherIfBothASizeAndATimeAreGiven(
      int size, double time, int maxBatchSize, long micros) {
    ModelConfig config =
        read("{\"max_batch_size\": %d, \"max_batch_time\": %s}".formatted(size, time)).config();

    assertThat(config.batching().maxBatchSize()).isEqualTo(maxBatchSize);
    assertThat(config.batching().maxDelayMicros()).isEqualTo(micros);
    assertThat(config.maxBatchSize()).isZero();
  }

  @Test
  void answersAreCachedIfItSaysSo() {
    assertThat(read("{\"cache_enabled\": true}").config().cachesAnswers()).isTrue();
    assertThat(read("{\"cache_enabled\": false}").config().cachesAnswers()).isFalse();
  }

  @Test
  void reportsWhatHasNoEffect() {
    assertThat(read("{\"parallel_workers\": 4, \"platform\": \"x\"}").config().ignored())
        .containsExactly(
            "s: parallel_workers has no effect: models share one process",
            "s: platform has no effect: it is only a description");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | the document is an array (expected: an object)",
        "{\"implementation\":\"models.Mine\"} | s: implementation is not supported: 'models.Mine'"
            + " is code, which is not run here",
        "{\"max_batch_size\":-1} | s: max_batch_size is -1 (expected: 0 to 2147483647)",
        "{\"max_batch_time\":1e9} | s: max_batch_time is 1.0E9 (expected: seconds, 0 to 86400)",
        "{\"colour\":1} | s: the setting 'colour' is unknown",
        "{\"parameters\":{\"colour\":1}} | s: the setting 'parameters.colour' is unknown",
        "{\"parameters\":{\"content_type\":\"pd\"}} | s: parameters.content_type is not supported",
        "{\"parameters\":{\"environment_tarball\":\"e.tar.gz\"}} | s:"
            + " parameters.environment_tarball is not supported",
        "{\"parameters\":{\"uri\":\"s3://b/m\"}} | s: parameters.uri is not supported: 's3://b/m'"
            + " is not fetched (expected: a path)",
        "{\"parameters\":{\"extra\":{\"a\":[]}}} | s: parameters.extra.a is an array (expected: a"
            + " string, a number, true or false)",
        "{\"inputs\":[{\"name\":\"x\"}]} | s: one of inputs has no datatype",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP31\",\"shape\":[]}]} | s: inputs: datatype"
            + " 'FP31' is unknown",
        "{\"name\":1} | name is a number (expected: a string)",
      })
  void refusesTheRestByName(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void faultsBeginWithTheFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("model-settings.json"), "{\"name\": }");
    assertThatThrownBy(() -> MlserverSettings.readFile(file))
        .hasMessageStartingWith(file + ": malformed JSON at byte 9");
  }

  private static MlserverSettings read(String text) {
    return MlserverSettings.of(JsonValue.parse(text), "s");
  }
}
