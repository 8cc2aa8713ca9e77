// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A certificate or key cannot be used. The message names the file and says what was expected. */
public final class TlsFileException extends IOException {
  private static final long serialVersionUID = 1L;

  TlsFileException(Path file, String reason, @Nullable Throwable cause) {
    super(file + ": " + reason, cause);
  }

  TlsFileException(Path file, String reason) {
    this(file, reason, null);
  }
}
