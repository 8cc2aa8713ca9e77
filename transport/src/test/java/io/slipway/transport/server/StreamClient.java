// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

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
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One streaming call by grpc-java, message by message. */
final class StreamClient extends ClientCall.Listener<byte[]> {
  private static final long TIMEOUT_SECONDS = 20;

  private final ClientCall<byte[], byte[]> call;
  private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> status = new CompletableFuture<>();

  /** A message as its bytes. */
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

  StreamClient(ManagedChannel channel, String name, CallOptions options) {
    call =
        channel.newCall(
            MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName("test/" + name)
                .build(),
            options);
    call.start(this, new Metadata());
    call.request(1);
  }

  @Override
  public void onMessage(byte[] message) {
    messages.add(message);
    call.request(1);
  }

  @Override
  public void onClose(Status end, Metadata trailers) {
    status.complete(end);
  }

  StreamClient send(String message) {
    return send(message.getBytes(StandardCharsets.UTF_8));
  }

  StreamClient send(byte[] message) {
    call.sendMessage(message);
    return this;
  }

  StreamClient halfClose() {
    call.halfClose();
    return this;
  }

  void cancel() {
    call.cancel("no longer wanted", null);
  }

  byte[] next() throws InterruptedException {
    byte[] message = messages.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message; the call is " + status);
    }
    return message;
  }

  String nextText() throws InterruptedException {
    return new String(next(), StandardCharsets.UTF_8);
  }

  Status status() {
    return status.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }
}
