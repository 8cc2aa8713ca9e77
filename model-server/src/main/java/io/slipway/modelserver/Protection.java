// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

import io.slipway.modelserver.access.TokenFile;
import io.slipway.modelserver.access.Tokens;
import io.slipway.modelserver.metrics.ServerMetrics;
import io.slipway.modelserver.protocol.Gate;
import io.slipway.modelserver.reload.FileWatch;
import io.slipway.transport.tls.ServerTls;
import io.slipway.transport.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
   * @throws ProtectionException if one of them cannot be used
   */
  static Protection open(SecurityConfig config, ServerMetrics metrics) throws ProtectionException {
    if (config.isOpen() && config.tls() == null) {
      return new Protection(null, openGate(config, metrics), null);
    }
    FileWatch files = new FileWatch(RELOAD_INTERVAL);
    try {
      ServerTls tls = config.tls() == null ? null : tls(config.tls(), files);
      Gate gate = gate(config, metrics, files);
      files.start();
      return new Protection(tls, gate, files);
    } catch (IOException e) {
      files.close();
      throw new ProtectionException(e);
    }
  }

  private static Gate openGate(SecurityConfig config, ServerMetrics metrics) {
    return new Gate(config, null, System::nanoTime, metrics);
  }

  private static ServerTls tls(TlsConfig config, FileWatch files) throws IOException {
    ServerTls tls = ServerTls.open(config, InstantSource.system());
    files.add(tls.files(), tls::reload);
    return tls;
  }

  private static Gate gate(SecurityConfig config, ServerMetrics metrics, FileWatch files)
      throws IOException {
    Path path = config.tokens();
    Tokens tokens = path == null ? null : TokenFile.read(path);
    Gate gate = new Gate(config, tokens, System::nanoTime, metrics);
    if (path != null) {
      files.add(List.of(path), () -> gate.exchange(TokenFile.read(path)));
    }
    return gate;
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
