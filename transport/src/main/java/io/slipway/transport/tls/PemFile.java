// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The blocks of a PEM file (RFC 7468); what stands between them is skipped. */
record PemFile(Path path, List<Block> blocks) {
  private static final int MAX_BYTES = 1 << 20;
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /**
   * @param label {@code CERTIFICATE}, {@code PRIVATE KEY}, ...
   * @param headers whether lines like {@code Proc-Type: 4,ENCRYPTED} stand before the data
   */
  record Block(String label, boolean headers, byte[] der) {}

  static PemFile read(Path path) throws TlsFileException {
    return of(PemText.read(path));
  }

  static PemFile of(PemText pem) throws TlsFileException {
    return new PemFile(pem.origin(), List.copyOf(blocks(pem.origin(), pem.text())));
  }

  /** The file's text. */
  static String text(Path path) throws TlsFileException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new TlsFileException(path, "file not found", e);
    } catch (IOException e) {
      throw new TlsFileException(path, "cannot be read: " + e.getMessage(), e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new TlsFileException(path, "larger than " + MAX_BYTES + " bytes (expected: PEM)");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static List<Block> blocks(Path path, String text) throws TlsFileException {
    List<Block> blocks = new ArrayList<>();
    for (int begin = text.indexOf(BEGIN); begin >= 0; ) {
      int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
      String label = labelEnd < 0 ? "" : text.substring(begin + BEGIN.length(), labelEnd);
      int end = label.isEmpty() ? -1 : text.indexOf(END + label + DASHES, labelEnd);
      if (end < 0) {
        throw new TlsFileException(path, "the PEM block '" + label + "' has no end");
      }
      blocks.add(block(path, label, text.substring(labelEnd + DASHES.length(), end)));
      begin = text.indexOf(BEGIN, end);
    }
    return blocks;
  }

  private static Block block(Path path, String label, String content) throws TlsFileException {
    boolean headers = content.indexOf(':') >= 0;
    try {
      // with headers it is encrypted in a way that is not read: what is in it does not matter
      byte[] der = headers ? new byte[0] : Base64.getMimeDecoder().decode(content);
      return new Block(label, headers, der);
    } catch (IllegalArgumentException e) {
      throw new TlsFileException(path, "the PEM block '" + label + "' is not Base64", e);
    }
  }
}
