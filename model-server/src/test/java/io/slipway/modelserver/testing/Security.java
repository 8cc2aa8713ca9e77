// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.HeaderRestrictions;
import io.slipway.modelserver.access.Limits;
import io.slipway.transport.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Protected servers. */
public final class Security {
  private Security() {}

  /** Writes a file that only its owner can read. */
  public static Path secret(Path file, String... lines) throws IOException {
    Files.write(file, List.of(lines));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  public static SecurityConfig tokens(Path tokens) {
    return tokens(tokens, null);
  }

  public static SecurityConfig tokens(Path tokens, @Nullable TlsConfig tls) {
    return config(tls, tokens, "", "");
  }

  /**
   * @param client limits of each client, empty for none
   * @param service limits of each service, empty for none
   */
  public static SecurityConfig limits(String client, String service) {
    return config(null, null, client, service);
  }

  public static SecurityConfig config(
      @Nullable TlsConfig tls, @Nullable Path tokens, String client, String service) {
    return new SecurityConfig(
        tls,
        tokens,
        HeaderRestrictions.NONE,
        HeaderRestrictions.NONE,
        limits(client),
        limits(service),
        Map.of());
  }

  private static Limits limits(String text) {
    return text.isEmpty() ? Limits.NONE : Limits.parse(text);
  }
}
