// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.api.deploy.DeployContract;
import io.slipway.cli.logging.Logging;
import io.slipway.cli.serving.ServingConfig;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.execution.Batching;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.transport.affinity.CpuPinning;
import io.slipway.transport.grpc.GrpcCompression;
import io.slipway.transport.server.IoMode;
import io.slipway.transport.server.TransportConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What {@code up} and {@code serve} have in common. */
final class ServerOptions {
  /** How much is logged. */
  enum LogLevel {
    DEBUG(Level.DEBUG),
    INFO(Level.INFO),
    WARN(Level.WARN),
    ERROR(Level.ERROR);

    private final Level level;

    LogLevel(Level level) {
      this.level = level;
    }
  }

  private static final String DEFAULT_HOST = "127.0.0.1";
  private static final int DEFAULT_BODY_MIB = 64;

  /** A body is one piece of memory, and those have less than 2 GiB. */
  private static final int MAX_BODY_MIB = 2047;

  private static final int MAX_PORT = 0xffff;
  private static final int MAX_THREADS = 1024;

  /** The queue's places are there from the start. */
  private static final int MAX_QUEUE = 1_000_000;

  private static final String MAX_BATCH_SIZE = "max-batch-size";
  private static final String MAX_BATCH_DELAY = "max-batch-delay-us";
  private static final int MAX_BATCH_DELAY_MICROS = 60_000_000;
  private static final String BUSY_POLL = "busy-poll-us";
  private static final String PIN_CPUS = "pin-cpus";
  private static final String EXIT_TIMEOUT = "exit-timeout-secs";
  static final String RESPONSE_CACHE = "response-cache-byte-size";

  private static final int MAX_BUSY_POLL_MICROS = 1000;
  private static final int MAX_EXIT_SECONDS = 24 * 60 * 60;

  private static final long MIB = 1L << 20;

  private ServerOptions() {}

  static Options addTo(Options options) {
    ProtocolOptions.addTo(
        TraceOptions.addTo(
            PayloadOptions.addTo(SecurityOptions.addTo(limits(ofModels(listening(options)))))));
    return options
        .addOption(
            option(
                "io",
                "MODE",
                "How sockets are waited for: %s (default: %s).",
                "auto, epoll, io_uring, nio",
                "auto"))
        .addOption(
            option(
                BUSY_POLL,
                "N",
                "Microseconds for which a thread that reads requests asks for the next one before"
                    + " it sleeps, where that was mostly not in vain; 0 for never; epoll alone"
                    + " (default: %s).",
                TransportConfig.defaults().busyPoll().toNanos() / 1000))
        .addOption(
            option(
                PIN_CPUS,
                "CPUS",
                "Keep each thread that reads requests or runs a model on one of these CPUs, as"
                    + " 0-3,6; Linux alone (default: %s).",
                "wherever the system puts it"))
        .addOption(option("log-format", "FORMAT", "text or json (default: %s).", "text"))
        .addOption(
            option("log-level", "LEVEL", "debug, info, warn or error (default: %s).", "info"));
  }

  private static Options listening(Options options) {
    return options
        .addOption(
            option(
                "http-port",
                "PORT",
                "HTTP and gRPC on one port; 0 picks a free one (default: %s).",
                DeployContract.HTTP_PORT))
        .addOption(
            option(
                "grpc-port",
                "PORT",
                "The same, for clients that expect gRPC here (default: %s).",
                DeployContract.GRPC_PORT))
        .addOption(option("host", "ADDRESS", "Address to listen on (default: %s).", DEFAULT_HOST))
        .addOption(
            option(
                "data",
                "DIR",
                "Data and caches (default: $%s, else ~/.slipway).",
                DeployContract.ENV_HOME))
        .addOption(
            Option.builder()
                .longOpt("insecure")
                .desc(
                    "Allow an address that others can reach, without TLS or without"
                        + " authentication.")
                .get());
  }

  private static long responseCacheBytes(Arguments arguments) {
    long most = Runtime.getRuntime().maxMemory() / 2; // as much native memory as heap is allowed
    long bytes = arguments.whole(RESPONSE_CACHE, 0, 0, Long.MAX_VALUE);
    if (bytes > most) {
      throw CommandFailure.usage(
          ("--%s: %d (expected: at most %d, half of the memory that the JVM may take; -Xmx in"
                  + " JAVA_TOOL_OPTIONS allows it more)")
              .formatted(RESPONSE_CACHE, bytes, most));
    }
    return bytes;
  }

  /** How the requests of one model are run. */
  static Options ofModels(Options options) {
    return options
        .addOption(
            option(
                "workers",
                "N",
                "Requests that a model runs at once (default: %s).",
                "2, or 1 on one core"))
        .addOption(
            option(
                "threads",
                "N",
                "Engine threads for one request (default: %s).",
                "the cores, shared by the workers of all models"))
        .addOption(
            option(
                "queue",
                "N",
                "Requests that may wait for a model (default: %s).",
                ExecutionConfig.DEFAULT_QUEUE_CAPACITY))
        .addOption(
            option(
                "inline-runs",
                "N",
                "Requests of a very quick model that are run at once by the threads that read"
                    + " them; 0 for none (default: %s).",
                "as many as there are such threads, or --workers if that is given"))
        .addOption(
            option(
                MAX_BATCH_SIZE,
                "N",
                "Rows of waiting requests that a model runs together (default: %s).",
                "every request by itself"))
        .addOption(
            option(
                MAX_BATCH_DELAY,
                "N",
                "Microseconds that a request waits for more of them, if the model was busy"
                    + " when it came (default: %s).",
                0));
  }

  private static Options limits(Options options) {
    return options
        .addOption(
            option(
                RESPONSE_CACHE,
                "N",
                "Bytes for answers of models that have them cached (default: %s, no cache).",
                0))
        .addOption(
            option("max-body-mib", "N", "Largest request body (default: %s).", DEFAULT_BODY_MIB))
        .addOption(
            option(
                "max-connections",
                "N",
                "Open connections (default: %s).",
                TransportConfig.defaults().maxConnections()))
        .addOption(
            option(
                EXIT_TIMEOUT,
                "N",
                "How long requests in progress may take when the process ends (default: %s).",
                TransportConfig.defaults().drainTimeout().toSeconds()))
        .addOption(
            option(
                "grpc-infer-response-compression-level",
                "LEVEL",
                "Compression of gRPC answers, for clients that accept it: %s (default: %s).",
                "none, low, medium, high",
                "none"));
  }

  /** What {@code description} leaves open as {@code %s} is in {@code values}. */
  private static Option option(String name, String argument, String description, Object... values) {
    String text = description;
    for (Object value : values) {
      int gap = text.indexOf("%s");
      text = text.substring(0, gap) + value + text.substring(gap + 2);
    }
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(text).get();
  }

  static void configureLogging(Arguments arguments) {
    Logging.configure(
        arguments.choice("log-format", Logging.Format.class, Logging.Format.TEXT),
        arguments.choice("log-level", LogLevel.class, LogLevel.INFO).level);
  }

  /**
   * @throws CommandFailure as a usage error, if the options contradict each other or the rules
   */
  static ServingConfig config(Arguments arguments) {
    String host = arguments.text("host", DEFAULT_HOST);
    InetAddress address = address(host);
    SecurityConfig security = SecurityOptions.config(arguments);
    if (!address.isLoopbackAddress() && !security.authenticates() && !arguments.has("insecure")) {
      throw CommandFailure.usage(
          ("--host %s can be reached by others: have clients authenticate themselves over TLS"
               + " (--tls-cert and --tls-key, with --tokens or --tls-client-ca), or add --insecure"
               + " to allow that")
              .formatted(host));
    }
    Path data = arguments.path("data");
    CpuPinning pinning = pinning(arguments);
    try {
      return new ServingConfig(
          address,
          arguments.integer("http-port", DeployContract.HTTP_PORT, 0, MAX_PORT),
          arguments.integer("grpc-port", DeployContract.GRPC_PORT, 0, MAX_PORT),
          data == null ? DataDirectory.fromEnvironment() : data,
          execution(arguments).withPinning(pinning),
          transport(arguments).toBuilder().pinning(pinning).build(),
          security,
          ProtocolOptions.config(arguments),
          PayloadOptions.config(arguments),
          TraceOptions.config(arguments),
          responseCacheBytes(arguments));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable CpuPinning pinning(Arguments arguments) {
    String cpus = arguments.text(PIN_CPUS);
    try {
      return cpus == null ? null : CpuPinning.parse(cpus);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + PIN_CPUS + ": " + e.getMessage());
    }
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw CommandFailure.usage("--host: '" + host + "' (expected: an address of this machine)");
    }
  }

  private static ExecutionConfig execution(Arguments arguments) {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutionConfig defaults = ExecutionConfig.forCores(cores);
    defaults =
        defaults.withInlineRuns(
            Math.max(defaults.workers(), TransportConfig.defaults().eventLoops()));
    return execution(
        arguments, defaults.withDrainTimeout(exitTimeout(arguments, defaults.drainTimeout())));
  }

  /** With other {@code workers}, the {@code threads} stay as many in all, if they are not given. */
  static ExecutionConfig execution(Arguments arguments, ExecutionConfig defaults) {
    ExecutionConfig execution = defaults;
    if (arguments.has("workers")) {
      execution =
          execution.withWorkers(arguments.integer("workers", defaults.workers(), 1, MAX_THREADS));
    }
    if (arguments.has("threads")) {
      execution =
          execution.withThreadsPerWorker(
              arguments.integer("threads", execution.threadsPerWorker(), 1, MAX_THREADS));
    }
    return execution
        .withInlineRuns(arguments.integer("inline-runs", execution.inlineRuns(), 0, MAX_THREADS))
        .withQueueCapacity(arguments.integer("queue", execution.queueCapacity(), 1, MAX_QUEUE))
        .withBatching(batching(arguments, execution.batching()));
  }

  private static Batching batching(Arguments arguments, Batching defaults) {
    if (!arguments.has(MAX_BATCH_SIZE) && !arguments.has(MAX_BATCH_DELAY)) {
      return defaults;
    }
    int size = arguments.integer(MAX_BATCH_SIZE, defaults.maxBatchSize(), 1, Integer.MAX_VALUE);
    if (size <= 1 && arguments.has(MAX_BATCH_DELAY)) {
      throw CommandFailure.usage(
          "--%s is for requests that run together (expected: --%s as well, over 1)"
              .formatted(MAX_BATCH_DELAY, MAX_BATCH_SIZE));
    }
    int micros =
        arguments.integer(
            MAX_BATCH_DELAY,
            (int) TimeUnit.NANOSECONDS.toMicros(defaults.maxDelay().toNanos()),
            0,
            MAX_BATCH_DELAY_MICROS);
    return new Batching(size, List.of(), Duration.of(micros, ChronoUnit.MICROS));
  }

  private static Duration exitTimeout(Arguments arguments, Duration otherwise) {
    return Duration.ofSeconds(
        arguments.integer(EXIT_TIMEOUT, (int) otherwise.toSeconds(), 1, MAX_EXIT_SECONDS));
  }

  private static Duration busyPoll(Arguments arguments, IoMode io, Duration otherwise) {
    int usual = (int) TimeUnit.NANOSECONDS.toMicros(otherwise.toNanos());
    int micros = arguments.integer(BUSY_POLL, usual, 0, MAX_BUSY_POLL_MICROS);
    if (arguments.has(BUSY_POLL) && micros > 0 && (io == IoMode.NIO || io == IoMode.IO_URING)) {
      throw CommandFailure.usage(
          "--%s: '%d' (expected: 0 with --io %s, as epoll alone can ask before it sleeps)"
              .formatted(BUSY_POLL, micros, io.name().toLowerCase(Locale.ROOT)));
    }
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  private static TransportConfig transport(Arguments arguments) {
    TransportConfig defaults = TransportConfig.defaults();
    long body = arguments.integer("max-body-mib", DEFAULT_BODY_MIB, 1, MAX_BODY_MIB) * MIB;
    IoMode io = arguments.choice("io", IoMode.class, IoMode.AUTO);
    return defaults.toBuilder()
        .io(io)
        .busyPoll(busyPoll(arguments, io, defaults.busyPoll()))
        .maxBodyBytes(body)
        .maxBufferedBytes(Math.max(defaults.maxBufferedBytes(), 2 * body))
        .grpcCompression(
            arguments.choice(
                "grpc-infer-response-compression-level",
                GrpcCompression.class,
                GrpcCompression.NONE))
        .drainTimeout(exitTimeout(arguments, defaults.drainTimeout()))
        .maxConnections(
            arguments.integer("max-connections", defaults.maxConnections(), 1, Integer.MAX_VALUE))
        .build();
  }
}
