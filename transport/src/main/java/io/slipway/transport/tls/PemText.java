// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import java.nio.file.Path;

/**
 * PEM from somewhere: a file of its own, or a part of another one.
 *
 * @param origin what messages about it begin with
 */
public record PemText(Path origin, String text) {
  /**
   * @throws TlsFileException if the file cannot be read
   */
  public static PemText read(Path file) throws TlsFileException {
    return new PemText(file, PemFile.text(file));
  }

  /** Without the text, which may be a key. */
  @Override
  public String toString() {
    return "PemText[" + origin + ']';
  }
}
