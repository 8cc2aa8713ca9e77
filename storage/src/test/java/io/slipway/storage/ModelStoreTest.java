// SPDX-License-Identifier: Apache-2.0
package io.slipway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.storage.fetch.FetchObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelStoreTest {
  @TempDir Path base;

  private Path fetch(String storageUri) {
    try (ModelStore store = ModelStore.open(StorageConfig.defaults(base.resolve("cache")))) {
      return store.fetch(storageUri, base, FetchObserver.NONE);
    }
  }

  private void assertRefused(String storageUri, ErrorCode code, String inMessage) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> fetch(storageUri))
        .withMessageContaining(inMessage)
        .extracting(ServingException::code)
        .isEqualTo(code);
  }

  @Test
  void usesAFileWhereItIs() throws IOException {
    Path model = Files.createFile(base.resolve("model.onnx"));
    assertThat(fetch("model.onnx")).isEqualTo(model);
    assertThat(base.resolve("cache")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3",
        "gs",
        "pvc",
        "hf",
        "oci",
        "oci+native",
        "hdfs",
        "webhdfs",
        "modelscope",
        "azure"
      })
  void refusesOtherSchemesByName(String scheme) {
    assertRefused(
        scheme + "://bucket/model",
        ErrorCode.NOT_IMPLEMENTED,
        "scheme %s:// is not supported yet (supported: a path, file://, http:// or https://)"
            .formatted(scheme));
  }

  @ParameterizedTest
  @CsvSource({
    "https://account.blob.core.windows.net/container/model, Azure storage",
    "https://account.file.core.windows.net/share/model, Azure storage",
    "https://host/owner/model.git, git",
    "https://user:secret@host/model.onnx, a user and password",
  })
  void refusesWebAddressesThatMeanSomethingElse(String storageUri, String what) {
    assertRefused(storageUri, ErrorCode.NOT_IMPLEMENTED, what);
  }

  @Test
  void doesNotShowAPassword() {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> fetch("https://user:secret@host/model.onnx"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "' ', storageUri is empty",
    "http://, is no URI",
    "http:///path, has no host",
    "http://a b/model, is no URI",
    "1x://model, has no valid scheme",
  })
  void refusesWhatIsNoAddress(String storageUri, String reason) {
    assertRefused(storageUri, ErrorCode.INVALID_ARGUMENT, reason);
  }
}
