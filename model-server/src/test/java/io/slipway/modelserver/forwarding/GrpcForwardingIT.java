// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import static io.slipway.modelserver.forwarding.ForwardedCalls.INFER;
import static io.slipway.modelserver.forwarding.ForwardedCalls.OWN;
import static io.slipway.modelserver.forwarding.ForwardedCalls.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.slipway.modelserver.testing.GrpcPod;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.StreamCall;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** gRPC calls for a service whose Pods are servers of others, on their way there and back. */
@Timeout(60)
class GrpcForwardingIT {
  @TempDir private Path directory;
  private ForwardedCalls calls;

  @BeforeEach
  void start() throws Exception {
    calls = new ForwardedCalls(directory);
  }

  @AfterEach
  void stop() {
    calls.close();
  }

  private static Metadata metadata(String name, String value) {
    Metadata metadata = new Metadata();
    metadata.put(key(name), value);
    return metadata;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Test
  void messagesAndMetadataArePassedOnInBothDirections() throws Exception {
    AtomicReference<Metadata> seen = new AtomicReference<>();
    calls.use(
        calls.pod((call, headers) -> {
          seen.set(headers);
          call.sendHeaders(metadata("x-first", "1"));
          call.request(2);
          return new ServerCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
              call.sendMessage(message);
            }

            @Override
            public void onHalfClose() {
              call.close(Status.OK, metadata("x-last", "2"));
            }
          };
        }));

    StreamCall call = calls.ask(INFER, "kserve-isvc-name", "own", "x-mine", "0");

    assertThat(call.next()).asString(UTF_8).isEqualTo("hello");
    assertThat(call.status().isOk()).isTrue();
    assertThat(call.headers().get(key("x-first"))).isEqualTo("1");
    assertThat(call.trailers().get(key("x-last"))).isEqualTo("2");
    assertThat(seen.get().get(key("x-mine"))).isEqualTo("0");
    assertThat(seen.get().get(key("x-forwarded-host"))).isEqualTo("localhost");
  }

  @Test
  void aFailureKeepsItsStatusItsMessageAndItsTrailers() throws Exception {
    calls.use(
        calls.pod((call, _) -> {
          call.close(
              Status.ABORTED.withDescription("not today \u00e4"), metadata("x-reason", "tired"));
          return new ServerCall.Listener<>() {};
        }));

    StreamCall call = calls.ask(INFER, OWN);

    assertThat(call.status().getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(call.status().getDescription()).isEqualTo("not today \u00e4");
    assertThat(call.trailers().get(key("x-reason"))).isEqualTo("tired");
  }

  @Test
  void aServiceIsNamedByHostOrByModelToo() throws Exception {
    calls.use(calls.pod((call, _) -> GrpcPod.echo(call)));
    byte[] request =
        Protos.message("inference.ModelInferRequest", "model_name: 'own'").toByteArray();

    StreamCall byModel =
        new StreamCall(calls.channel(), INFER, CallOptions.DEFAULT).send(request).halfClose();
    assertThat(byModel.next()).isEqualTo(request);
    calls.callHost("own-default.example.com");
    assertThat(calls.ask(INFER).next()).asString(UTF_8).isEqualTo("hello");
    assertThat(calls.ask("another.Service/Method").next()).asString(UTF_8).isEqualTo("hello");
  }

  @Test
  void aModelOfThisProcessIsAskedHereAllTheSame() throws Exception {
    calls.use(calls.pod((call, _) -> GrpcPod.echo(call)));
    byte[] request = Protos.message("inference.ModelReadyRequest", "name: 'm'").toByteArray();

    StreamCall call =
        new StreamCall(
                calls.channel(), "inference.GRPCInferenceService/ModelReady", CallOptions.DEFAULT)
            .send(request)
            .halfClose();

    assertThat(call.next("inference.ModelReadyResponse").toString()).contains("ready: true");
    assertThat(calls.first().connections()).isZero();
  }

  @Test
  void callsShareAConnection() throws Exception {
    calls.use(calls.pod((call, _) -> GrpcPod.echo(call)));

    List<StreamCall> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(calls.ask(INFER, OWN));
    }

    for (StreamCall call : all) {
      assertThat(call.status().isOk()).isTrue();
    }
    assertThat(calls.first().connections()).isEqualTo(1);
  }

  @Test
  void aStreamGoesOnInBothDirections() throws Exception {
    calls.use(calls.pod((call, _) -> GrpcPod.echo(call)));
    StreamCall call = new StreamCall(calls.channel(), STREAM, CallOptions.DEFAULT, OWN);

    for (int i = 0; i < 100; i++) {
      byte[] message = new byte[i * 1000];
      call.send(message);
      assertThat(call.next()).isEqualTo(message);
    }
    call.halfClose();

    assertThat(call.status().isOk()).isTrue();
  }

  @Test
  void aStreamIsTheServicesThatItsFirstMessageNames() throws Exception {
    calls.use(calls.pod((call, _) -> GrpcPod.echo(call)));
    byte[] request =
        Protos.message("inference.ModelInferRequest", "model_name: 'own'").toByteArray();

    StreamCall call = new StreamCall(calls.channel(), STREAM, CallOptions.DEFAULT).send(request);

    assertThat(call.next()).isEqualTo(request);
    call.halfClose();
    assertThat(call.status().isOk()).isTrue();
  }

  @Test
  void aClientThatReadsNothingHoldsThePodBack() throws Exception {
    int messages = 1000;
    int size = 100_000;
    AtomicInteger sent = new AtomicInteger();
    calls.use(
        calls.pod((call, _) -> {
          call.sendHeaders(new Metadata());
          return new ServerCall.Listener<>() {
            @Override
            public void onReady() {
              while (call.isReady() && sent.get() < messages) {
                call.sendMessage(new byte[size]);
                if (sent.incrementAndGet() == messages) {
                  call.close(Status.OK, new Metadata());
                }
              }
            }
          };
        }));
    Reader reader = new Reader(calls.channel());

    await().until(() -> sent.get() > 0);
    await().during(Duration.ofSeconds(1)).until(() -> sent.get() < messages / 2);
    reader.call.request(messages + 1);

    assertThat(reader.ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(reader.bytes.get()).isEqualTo(messages * size);
  }

  /** Reads only when it is told to. */
  private static final class Reader extends ClientCall.Listener<InputStream> {
    final ClientCall<InputStream, InputStream> call;
    final AtomicInteger bytes = new AtomicInteger();
    final CountDownLatch ended = new CountDownLatch(1);

    Reader(ManagedChannel channel) {
      MethodDescriptor.Marshaller<InputStream> asItIs =
          new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(InputStream value) {
              return value;
            }

            @Override
            public InputStream parse(InputStream stream) {
              try {
                return new ByteArrayInputStream(stream.readAllBytes());
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }
          };
      call =
          channel.newCall(
              MethodDescriptor.newBuilder(asItIs, asItIs)
                  .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                  .setFullMethodName(STREAM)
                  .build(),
              CallOptions.DEFAULT);
      Metadata metadata = new Metadata();
      metadata.put(key("kserve-isvc-name"), "own");
      call.start(this, metadata);
    }

    @Override
    public void onMessage(InputStream message) {
      try {
        bytes.addAndGet(message.readAllBytes().length);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended.countDown();
    }
  }
}
