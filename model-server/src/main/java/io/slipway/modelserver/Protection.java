// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.modelserver.protocol.Gate;
import io.slipway.modelserver.reload.FileWatch;
import io.slipway.transport.tls.ServerTls;
import io.slipway.transport.tls.TlsConfig;
import io.slipway.transport.tls.TlsFileException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What protects the ports of one server, and keeps up with the files that it is made from. */
final class Protection implements AutoCloseable {
  private static final Duration RELOAD_INTERVAL = Duration.ofSeconds(2);

  private final @Nullable ServerTls tls;
  private final Gate gate;
  private final @Nullable FileWatch files;

  private Protection(@Nullable ServerTls tls, Gate gate, @Nullable FileWatch files) {
    this.tls = tls;
    this.gate = gate;
    this.files = files;
  }

  /**
   * Reads the files, and from now on reads them again when they change.
   *
   * @throws TlsFileException if a certificate or key cannot be used
   */
  static Protection open(SecurityConfig config) throws TlsFileException {
    Gate gate = new Gate(config);
    TlsConfig tlsConfig = config.tls();
    if (tlsConfig == null) {
      return new Protection(null, gate, null);
    }
    FileWatch files = new FileWatch(RELOAD_INTERVAL);
    ServerTls tls = ServerTls.open(tlsConfig, InstantSource.system());
    files.add(tls.files(), tls::reload);
    files.start();
    return new Protection(tls, gate, files);
  }

  /** Null for plain text. */
  @Nullable ServerTls tls() {
    return tls;
  }

  Gate gate() {
    return gate;
  }

  @Override
  public void close() {
    if (files != null) {
      files.close();
    }
  }
}
