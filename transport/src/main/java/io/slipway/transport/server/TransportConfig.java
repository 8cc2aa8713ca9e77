// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.slipway.transport.affinity.CpuPinning;
import io.slipway.transport.grpc.GrpcCompression;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a server. All of them hold at all times; there is no value for "unlimited".
 *
 * @param eventLoops threads that do the I/O
 * @param busyPoll how long one of them asks for something to read before it sleeps, where that was
 *     mostly not in vain, up to 1 ms; zero for never. With {@link IoMode#EPOLL} alone
 * @param pinning of those threads; null to leave them to the system
 * @param maxConnections open connections, over all addresses; one more is answered 503 and closed
 * @param maxInitialLineBytes HTTP/1.1 request line (414)
 * @param maxHeaderBytes HTTP/1.1 header fields of one request (431)
 * @param maxBodyBytes body of one request, or gRPC message after decompression (413)
 * @param maxBufferedBytes all bodies that are being received or held (503)
 * @param headerTimeout from the first byte of a request, or the start of a connection, to the end
 *     of its header (408)
 * @param requestTimeout from the first byte of a request to its last (408)
 * @param idleTimeout without a request, after which a connection is closed
 * @param writeStallTimeout without the client taking a byte of an answer, after which the stream or
 *     connection is given up
 * @param maxConcurrentStreams of one HTTP/2 connection
 * @param maxHeaderListBytes HTTP/2 header list, as in SETTINGS_MAX_HEADER_LIST_SIZE (431)
 * @param resetsPerWindow RST_STREAM frames of one connection in 30 s; more end it
 * @param controlFramesPerWindow SETTINGS, PING, PRIORITY and unknown frames of one connection in 30
 *     s beyond those that its requests account for; more end it
 * @param grpcCompression of the messages of gRPC answers, for clients that accept it
 * @param drainTimeout how long {@link TransportServer#close} waits for requests in progress
 */
public record TransportConfig(
    IoMode io,
    int eventLoops,
    Duration busyPoll,
    @Nullable CpuPinning pinning,
    int maxConnections,
    int maxInitialLineBytes,
    int maxHeaderBytes,
    long maxBodyBytes,
    long maxBufferedBytes,
    Duration headerTimeout,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration writeStallTimeout,
    int maxConcurrentStreams,
    int maxHeaderListBytes,
    int resetsPerWindow,
    int controlFramesPerWindow,
    GrpcCompression grpcCompression,
    Duration drainTimeout) {
  private static final int MAX_HEAD_BYTES = 0xffff;

  public TransportConfig {
    Objects.requireNonNull(io, "io");
    between("eventLoops", eventLoops, 1, 1024);
    between("busyPoll in ns", busyPoll.toNanos(), 0, 1_000_000);
    between("maxConnections", maxConnections, 1, Integer.MAX_VALUE);
    between("maxInitialLineBytes", maxInitialLineBytes, 64, MAX_HEAD_BYTES);
    between("maxHeaderBytes", maxHeaderBytes, 64, MAX_HEAD_BYTES);
    // positions in a head are kept in 16 bits each
    between(
        "maxInitialLineBytes + maxHeaderBytes",
        maxInitialLineBytes + maxHeaderBytes,
        0,
        MAX_HEAD_BYTES);
    between("maxBodyBytes", maxBodyBytes, 1, Integer.MAX_VALUE - 1024);
    between("maxBufferedBytes", maxBufferedBytes, 1, Long.MAX_VALUE / 2);
    positive("headerTimeout", headerTimeout);
    positive("requestTimeout", requestTimeout);
    positive("idleTimeout", idleTimeout);
    positive("writeStallTimeout", writeStallTimeout);
    between("maxConcurrentStreams", maxConcurrentStreams, 1, Integer.MAX_VALUE);
    between("maxHeaderListBytes", maxHeaderListBytes, 256, 1 << 20);
    between("resetsPerWindow", resetsPerWindow, 1, Integer.MAX_VALUE);
    between("controlFramesPerWindow", controlFramesPerWindow, 16, Integer.MAX_VALUE);
    Objects.requireNonNull(grpcCompression, "grpcCompression");
    positive("drainTimeout", drainTimeout);
  }

  public static TransportConfig defaults() {
    return new Builder().build();
  }

  /** A builder that starts from these values. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  private static void between(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + min + " to " + max + ")");
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: above 0, up to 1 day)");
    }
  }

  /** Changes single values; what is not set stays as it was. */
  public static final class Builder {
    private IoMode io = IoMode.AUTO;
    private int eventLoops = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    private Duration busyPoll = Duration.ofNanos(50_000);
    private @Nullable CpuPinning pinning;
    private int maxConnections = 10_000;
    private int maxInitialLineBytes = 8 * 1024;
    private int maxHeaderBytes = 16 * 1024;
    private long maxBodyBytes = 64L << 20;
    private long maxBufferedBytes = 512L << 20;
    private Duration headerTimeout = Duration.ofSeconds(20);
    private Duration requestTimeout = Duration.ofMinutes(2);
    private Duration idleTimeout = Duration.ofMinutes(5);
    private Duration writeStallTimeout = Duration.ofSeconds(30);
    private int maxConcurrentStreams = 256;
    private int maxHeaderListBytes = 16 * 1024;
    private int resetsPerWindow = 200;
    private int controlFramesPerWindow = 500;
    private GrpcCompression grpcCompression = GrpcCompression.NONE;
    private Duration drainTimeout = Duration.ofSeconds(20);

    private Builder() {}

    private Builder(TransportConfig from) {
      io = from.io;
      eventLoops = from.eventLoops;
      busyPoll = from.busyPoll;
      pinning = from.pinning;
      maxConnections = from.maxConnections;
      maxInitialLineBytes = from.maxInitialLineBytes;
      maxHeaderBytes = from.maxHeaderBytes;
      maxBodyBytes = from.maxBodyBytes;
      maxBufferedBytes = from.maxBufferedBytes;
      headerTimeout = from.headerTimeout;
      requestTimeout = from.requestTimeout;
      idleTimeout = from.idleTimeout;
      writeStallTimeout = from.writeStallTimeout;
      maxConcurrentStreams = from.maxConcurrentStreams;
      maxHeaderListBytes = from.maxHeaderListBytes;
      resetsPerWindow = from.resetsPerWindow;
      controlFramesPerWindow = from.controlFramesPerWindow;
      grpcCompression = from.grpcCompression;
      drainTimeout = from.drainTimeout;
    }

    public Builder io(IoMode value) {
      io = value;
      return this;
    }

    public Builder eventLoops(int value) {
      eventLoops = value;
      return this;
    }

    public Builder busyPoll(Duration value) {
      busyPoll = value;
      return this;
    }

    public Builder pinning(@Nullable CpuPinning value) {
      pinning = value;
      return this;
    }

    public Builder maxConnections(int value) {
      maxConnections = value;
      return this;
    }

    public Builder maxInitialLineBytes(int value) {
      maxInitialLineBytes = value;
      return this;
    }

    public Builder maxHeaderBytes(int value) {
      maxHeaderBytes = value;
      return this;
    }

    public Builder maxBodyBytes(long value) {
      maxBodyBytes = value;
      return this;
    }

    public Builder maxBufferedBytes(long value) {
      maxBufferedBytes = value;
      return this;
    }

    public Builder headerTimeout(Duration value) {
      headerTimeout = value;
      return this;
    }

    public Builder requestTimeout(Duration value) {
      requestTimeout = value;
      return this;
    }

    public Builder idleTimeout(Duration value) {
      idleTimeout = value;
      return this;
    }

    public Builder writeStallTimeout(Duration value) {
      writeStallTimeout = value;
      return this;
    }

    public Builder maxConcurrentStreams(int value) {
      maxConcurrentStreams = value;
      return this;
    }

    public Builder maxHeaderListBytes(int value) {
      maxHeaderListBytes = value;
      return this;
    }

    public Builder resetsPerWindow(int value) {
      resetsPerWindow = value;
      return this;
    }

    public Builder controlFramesPerWindow(int value) {
      controlFramesPerWindow = value;
      return this;
    }

    public Builder grpcCompression(GrpcCompression value) {
      grpcCompression = value;
      return this;
    }

    public Builder drainTimeout(Duration value) {
      drainTimeout = value;
      return this;
    }

    public TransportConfig build() {
      return new TransportConfig(
          io,
          eventLoops,
          busyPoll,
          pinning,
          maxConnections,
          maxInitialLineBytes,
          maxHeaderBytes,
          maxBodyBytes,
          maxBufferedBytes,
          headerTimeout,
          requestTimeout,
          idleTimeout,
          writeStallTimeout,
          maxConcurrentStreams,
          maxHeaderListBytes,
          resetsPerWindow,
          controlFramesPerWindow,
          grpcCompression,
          drainTimeout);
    }
  }
}
