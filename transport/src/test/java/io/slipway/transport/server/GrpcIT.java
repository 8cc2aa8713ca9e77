// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.slipway.transport.grpc.GrpcCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What grpc-java, as a client, sees. */
class GrpcIT {
  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws ListenException {
    server = new TestServer(config -> config.maxBodyBytes(1 << 20));
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.port())
            .usePlaintext()
            .maxInboundMessageSize(1 << 24)
            .build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.close();
    assertThat(server.server().bufferedBytes()).isZero();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
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

  private record Answer(CompletableFuture<byte[]> message) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] value) {
      message.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      message.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }

  static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("test/" + name)
        .build();
  }

  private byte[] call(String name, CallOptions options, byte[] message) {
    return ClientCalls.blockingUnaryCall(channel, method(name), options, message);
  }

  private byte[] call(String name, byte[] message) {
    return call(name, CallOptions.DEFAULT, message);
  }

  private static void assertStatus(Status.Code code, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).contains(message);
            });
  }

  @Test
  void answersCalls() {
    for (int size : new int[] {0, 1, 5000, 20_000, 1 << 20}) {
      assertThat(call("Echo", new byte[size])).hasSize(size);
    }
  }

  @Test
  void answersManyCallsAtOnce() {
    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Answer answer = new Answer(new CompletableFuture<>());
      ClientCalls.asyncUnaryCall(
          channel.newCall(method("Echo"), CallOptions.DEFAULT), new byte[] {(byte) i}, answer);
      answers.add(answer.message());
    }
    for (int i = 0; i < 200; i++) {
      assertThat(answers.get(i).join()).containsExactly(i);
    }
  }

  @Test
  void sendsAnAnswerLargerThanEveryWindow() {
    assertThat(call("Large", new byte[0])).hasSize(1 << 22);
  }

  @Test
  void takesGzip() {
    assertThat(call("Echo", CallOptions.DEFAULT.withCompression("gzip"), new byte[100_000]))
        .hasSize(100_000);
  }

  @Test
  void boundsWhatGzipUnpacksTo() {
    byte[] bomb = new byte[2 << 20];
    assertStatus(
        Status.Code.RESOURCE_EXHAUSTED,
        "limit of 1048576",
        () -> call("Echo", CallOptions.DEFAULT.withCompression("gzip"), bomb));
  }

  @Test
  void refusesAMessageThatIsTooLarge() {
    assertStatus(
        Status.Code.RESOURCE_EXHAUSTED, "1048576", () -> call("Echo", new byte[(1 << 20) + 1]));
    assertThat(call("Echo", new byte[10])).hasSize(10);
  }

  @Test
  void carriesAFailureWithItsMessage() {
    assertStatus(
        Status.Code.NOT_FOUND, "model 'größe' is not here: 100%", () -> call("Fail", new byte[1]));
  }

  @Test
  void doesNotKnowEveryMethod() {
    assertStatus(Status.Code.UNIMPLEMENTED, "/test/Nothing", () -> call("Nothing", new byte[1]));
  }

  @Test
  void passesMetadataAndDeadlineOn() {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("X-Name", Metadata.ASCII_STRING_MARSHALLER), "value");
    Channel with =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
    byte[] answer =
        ClientCalls.blockingUnaryCall(
            with,
            method("Metadata"),
            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
            new byte[0]);
    assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("valueDeadline[bounded=true");
  }

  @Test
  void endsACallAtItsDeadline() throws InterruptedException {
    call("Echo", new byte[1]); // so that the deadline does not pass while the client connects
    assertStatus(
        Status.Code.DEADLINE_EXCEEDED,
        "",
        () ->
            call(
                "Hold",
                CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS),
                new byte[1]));
    GrpcCall call = server.heldCall();
    await().until(() -> server.cancelled() == 1);
    call.respond(TestServer.output("too late"));
  }

  @Test
  void tellsTheServiceThatTheCallerCancelled() throws InterruptedException {
    var call = channel.newCall(method("Hold"), CallOptions.DEFAULT);
    ClientCalls.asyncUnaryCall(call, new byte[1], new Answer(new CompletableFuture<>()));
    GrpcCall held = server.heldCall();
    call.cancel("no longer wanted", null);
    await().until(() -> server.cancelled() == 1);
    held.respond(TestServer.output("too late"));
  }

  @Test
  void refusesAForeignAuthority() {
    ManagedChannel foreign =
        ManagedChannelBuilder.forAddress("localhost", server.port())
            .usePlaintext()
            .overrideAuthority("evil.example.org")
            .build();
    try {
      assertStatus(
          Status.Code.PERMISSION_DENIED,
          "DNS rebinding",
          () ->
              ClientCalls.blockingUnaryCall(
                  foreign, method("Echo"), CallOptions.DEFAULT, new byte[1]));
    } finally {
      foreign.shutdownNow();
    }
  }
}
