// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.cli.logging.Logging;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.transport.server.IoMode;
import io.slipway.transport.server.TransportConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code up} and {@code serve} have in common. */
final class ServerOptions {
  /** How much is logged. */
  enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    private Level level() {
      return switch (this) {
        case DEBUG -> Level.FINE;
        case INFO -> Level.INFO;
        case WARN -> Level.WARNING;
        case ERROR -> Level.SEVERE;
      };
    }
  }

  private static final long MIB = 1L << 20;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "" + DeployContract.HTTP_PORT,
      description = "HTTP and gRPC on one port; 0 picks a free one (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "" + DeployContract.GRPC_PORT,
      description = "The same, for clients that expect gRPC here (default: ${DEFAULT-VALUE}).")
  private int grpcPort;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--insecure",
      description = "Allow an address that others can reach; there is no authentication yet.")
  private boolean insecure;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data and caches (default: $SLIPWAY_HOME, else ~/.slipway).")
  private @Nullable Path data;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Requests that a model runs at once (default: 2, or 1 on one core).")
  private @Nullable Integer workers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Engine threads for one request (default: the cores shared by the workers).")
  private @Nullable Integer threads;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "" + ExecutionConfig.DEFAULT_QUEUE_CAPACITY,
      description = "Requests that may wait for a model (default: ${DEFAULT-VALUE}).")
  private int queue;

  @Option(
      names = "--max-body-mib",
      paramLabel = "N",
      defaultValue = "64",
      description = "Largest request body (default: ${DEFAULT-VALUE}).")
  private int maxBodyMib;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Open connections (default: ${DEFAULT-VALUE}).")
  private int maxConnections;

  @Option(
      names = "--io",
      paramLabel = "MODE",
      defaultValue = "AUTO",
      description = "How sockets are waited for: ${COMPLETION-CANDIDATES} (default: AUTO).")
  private IoMode io;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description = "${COMPLETION-CANDIDATES} (default: TEXT).")
  private Logging.Format logFormat;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "INFO",
      description = "${COMPLETION-CANDIDATES} (default: INFO).")
  private LogLevel logLevel;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields in
  ServerOptions() {}

  void configureLogging() {
    Logging.configure(logFormat, logLevel.level());
  }

  /**
   * @throws CommandFailure as a usage error, if the options contradict each other or the rules
   */
  ServingConfig toConfig() {
    InetAddress address = address();
    if (!address.isLoopbackAddress() && !insecure) {
      throw CommandFailure.usage(
          "--host %s can be reached by others and there is no authentication yet; add --insecure to allow that"
              .formatted(host));
    }
    try {
      return new ServingConfig(
          address,
          httpPort,
          grpcPort,
          data == null ? DataDirectory.fromEnvironment() : data,
          execution(),
          transport());
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw CommandFailure.usage("--host " + host + " is not an address of this machine");
    }
  }

  private ExecutionConfig execution() {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutionConfig shared = ExecutionConfig.forCores(cores);
    int chosenWorkers = workers == null ? shared.workers() : workers;
    return new ExecutionConfig(
        chosenWorkers,
        threads == null ? Math.max(1, cores / Math.max(1, chosenWorkers)) : threads,
        queue,
        ExecutionConfig.DEFAULT_DRAIN_TIMEOUT);
  }

  private TransportConfig transport() {
    long body = maxBodyMib * MIB;
    TransportConfig defaults = TransportConfig.defaults();
    return defaults.toBuilder()
        .io(io)
        .maxBodyBytes(body)
        .maxBufferedBytes(Math.max(defaults.maxBufferedBytes(), 2 * body))
        .maxConnections(maxConnections)
        .build();
  }
}
