// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
  private static final String CLEAR = "alice 0123456789abcdef";
  private static final String HASHED =
      "alice sha256:" + HexFormat.of().formatHex(Tokens.sha256("0123456789abcdef"));

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  TokenFileTest() {}

  private Path file(String text, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("tokens"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------"})
  void readsWhatNobodyElseCan(String permissions) throws Exception {
    assertThat(TokenFile.read(file(CLEAR, permissions)).byToken("0123456789abcdef")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--"})
  void takesTokensThatOthersCanReadOnlyAsHashes(String permissions) throws Exception {
    Path clear = file(CLEAR, permissions);
    assertThatThrownBy(() -> TokenFile.read(clear)).hasMessageContaining("chmod 600");
    assertThat(TokenFile.read(file(HASHED, permissions)).byToken("0123456789abcdef")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw--w----", "rw-----w-"})
  void refusesAFileThatOthersCanWrite(String permissions) throws Exception {
    Path file = file(HASHED, permissions);
    assertThatThrownBy(() -> TokenFile.read(file)).hasMessageContaining("others can write it");
  }

  @Test
  void refusesWhatIsNoTokensFile() throws Exception {
    assertThatThrownBy(() -> TokenFile.read(directory.resolve("none")))
        .hasMessageContaining("file not found");
    Path large = file("#".repeat((4 << 20) + 1), "rw-------");
    assertThatThrownBy(() -> TokenFile.read(large)).hasMessageContaining("larger than");
  }
}
