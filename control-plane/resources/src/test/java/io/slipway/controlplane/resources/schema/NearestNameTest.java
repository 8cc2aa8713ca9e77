// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> KNOWN = List.of("storageUri", "storage", "env", "modelFormat");

  @ParameterizedTest
  @CsvSource({
    "storageUrl, storageUri",
    "storageURI, storageUri",
    "storageuri, storageUri",
    "storgae, storage",
    "evn, env",
    "modelFromat, modelFormat",
    "model_format, modelFormat",
    "x,",
    "image,",
  })
  void findsWhatWasMeant(String given, @Nullable String meant) {
    assertThat(NearestName.of(given, KNOWN)).isEqualTo(meant);
  }
}
