// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One call with streams of messages, by grpc-java. */
public final class StreamCall extends ClientCall.Listener<byte[]> {
  private static final long TIMEOUT_SECONDS = 20;

  private final ClientCall<byte[], byte[]> call;
  private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> status = new CompletableFuture<>();
  private final CompletableFuture<Metadata> headers = new CompletableFuture<>();
  private final CompletableFuture<Metadata> trailers = new CompletableFuture<>();

  static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * @param method as {@code inference.GRPCInferenceService/ModelStreamInfer}
   * @param metadata names and values
   */
  public StreamCall(
      ManagedChannel channel, String method, CallOptions options, String... metadata) {
    call =
        channel.newCall(
            MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(method)
                .build(),
            options);
    Metadata fields = new Metadata();
    for (int i = 0; i < metadata.length; i += 2) {
      fields.put(Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
    }
    call.start(this, fields);
    call.request(1);
  }

  @Override
  public void onHeaders(Metadata metadata) {
    headers.complete(metadata);
  }

  @Override
  public void onMessage(byte[] message) {
    messages.add(message);
    call.request(1);
  }

  @Override
  public void onClose(Status end, Metadata metadata) {
    trailers.complete(metadata);
    status.complete(end);
  }

  public StreamCall send(DynamicMessage message) {
    return send(message.toByteArray());
  }

  public StreamCall send(byte[] message) {
    call.sendMessage(message);
    return this;
  }

  public StreamCall halfClose() {
    call.halfClose();
    return this;
  }

  public void cancel() {
    call.cancel("no longer wanted", null);
  }

  /** Waits for the next message. */
  public byte[] next() throws InterruptedException {
    byte[] message = messages.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message; the call is " + status);
    }
    return message;
  }

  /** Waits for the next message, which is one of this name. */
  public DynamicMessage next(String name) throws InterruptedException {
    return Protos.parse(name, next());
  }

  /** Messages that have come and were not taken. */
  public int waiting() {
    return messages.size();
  }

  /** What came in front of the messages. */
  public Metadata headers() {
    return headers.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  /** What came with the status. */
  public Metadata trailers() {
    return trailers.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  public Status status() {
    return status.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }
}
