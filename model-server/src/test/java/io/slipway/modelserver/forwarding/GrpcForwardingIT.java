// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.GrpcPod;
import io.slipway.modelserver.testing.Protos;
import io.slipway.modelserver.testing.RunningServer;
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

/** gRPC calls for a service whose Pods are servers of others. */
@Timeout(60)
class GrpcForwardingIT {
  private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
  private static final String STREAM = "inference.GRPCInferenceService/ModelStreamInfer";
  private static final String[] OWN = {"kserve-isvc-name", "own"};

  @TempDir private Path directory;
  private final Forwarding forwarding = new Forwarding();
  private final List<GrpcPod> pods = new ArrayList<>();
  private RunningServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server = new RunningServer(directory, SecurityConfig.OPEN);
    channel = channel("localhost");
  }

  private ManagedChannel channel(String authority) {
    return ManagedChannelBuilder.forAddress("127.0.0.1", server.address().getPort())
        .overrideAuthority(authority)
        .usePlaintext()
        .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
    pods.forEach(GrpcPod::close);
    forwarding.close();
  }

  private GrpcPod pod(ServerCallHandler<byte[], byte[]> methods) throws Exception {
    GrpcPod pod = new GrpcPod("own-" + pods.size(), methods);
    pods.add(pod);
    return pod;
  }

  private void use(GrpcPod... all) {
    List<Destination> destinations = new ArrayList<>();
    for (GrpcPod pod : all) {
      destinations.add(pod.destination());
    }
    server.forward("own", forwarding.to("service default/own", destinations));
  }

  private StreamCall ask(String method, String... metadata) {
    return new StreamCall(channel, method, CallOptions.DEFAULT, metadata)
        .send("hello".getBytes(UTF_8))
        .halfClose();
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
    use(
        pod((call, headers) -> {
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

    StreamCall call = ask(INFER, "kserve-isvc-name", "own", "x-mine", "0");

    assertThat(call.next()).asString(UTF_8).isEqualTo("hello");
    assertThat(call.status().isOk()).isTrue();
    assertThat(call.headers().get(key("x-first"))).isEqualTo("1");
    assertThat(call.trailers().get(key("x-last"))).isEqualTo("2");
    assertThat(seen.get().get(key("x-mine"))).isEqualTo("0");
    assertThat(seen.get().get(key("x-forwarded-host"))).isEqualTo("localhost");
  }

  @Test
  void aFailureKeepsItsStatusItsMessageAndItsTrailers() throws Exception {
    use(
        pod((call, _) -> {
          call.close(
              Status.ABORTED.withDescription("not today \u00e4"), metadata("x-reason", "tired"));
          return new ServerCall.Listener<>() {};
        }));

    StreamCall call = ask(INFER, OWN);

    assertThat(call.status().getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(call.status().getDescription()).isEqualTo("not today \u00e4");
    assertThat(call.trailers().get(key("x-reason"))).isEqualTo("tired");
  }

  @Test
  void aServiceIsNamedByHostOrByModelToo() throws Exception {
    use(pod((call, _) -> GrpcPod.echo(call)));
    byte[] request =
        Protos.message("inference.ModelInferRequest", "model_name: 'own'").toByteArray();

    StreamCall byModel =
        new StreamCall(channel, INFER, CallOptions.DEFAULT).send(request).halfClose();
    assertThat(byModel.next()).isEqualTo(request);
    channel.shutdownNow();
    channel = channel("own-default.example.com");
    assertThat(ask(INFER).next()).asString(UTF_8).isEqualTo("hello");
    assertThat(ask("another.Service/Method").next()).asString(UTF_8).isEqualTo("hello");
  }

  @Test
  void aModelOfThisProcessIsAskedHereAllTheSame() throws Exception {
    use(pod((call, _) -> GrpcPod.echo(call)));
    byte[] request = Protos.message("inference.ModelReadyRequest", "name: 'm'").toByteArray();

    StreamCall call =
        new StreamCall(channel, "inference.GRPCInferenceService/ModelReady", CallOptions.DEFAULT)
            .send(request)
            .halfClose();

    assertThat(call.next("inference.ModelReadyResponse").toString()).contains("ready: true");
    assertThat(pods.getFirst().connections()).isZero();
  }

  @Test
  void callsShareAConnection() throws Exception {
    use(pod((call, _) -> GrpcPod.echo(call)));

    List<StreamCall> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(ask(INFER, OWN));
    }

    for (StreamCall call : calls) {
      assertThat(call.status().isOk()).isTrue();
    }
    assertThat(pods.getFirst().connections()).isEqualTo(1);
  }

  @Test
  void aDeadlineTravelsAndEndsTheCallAtThePod() throws Exception {
    AtomicReference<Deadline> seen = new AtomicReference<>();
    CountDownLatch cancelled = new CountDownLatch(1);
    use(pod(silent(cancelled, seen)));

    StreamCall call =
        new StreamCall(
                channel,
                INFER,
                CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                OWN)
            .send(new byte[0])
            .halfClose();

    assertThat(call.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(seen.get().timeRemaining(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(500);
  }

  private static ServerCallHandler<byte[], byte[]> silent(
      CountDownLatch cancelled, AtomicReference<Deadline> deadline) {
    return (call, _) -> {
      deadline.set(Context.current().getDeadline());
      call.request(1);
      return new ServerCall.Listener<>() {
        @Override
        public void onCancel() {
          cancelled.countDown();
        }
      };
    };
  }

  @Test
  void aCallerThatGoesAwayIsToldToThePod() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(2);
    use(pod(silent(cancelled, new AtomicReference<>())));

    StreamCall unary = ask(INFER, OWN);
    StreamCall stream = new StreamCall(channel, STREAM, CallOptions.DEFAULT, OWN);
    await().until(() -> pods.getFirst().calls() == 2);
    unary.cancel();
    stream.cancel();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(cancelled.getCount()).isZero());
  }

  @Test
  void aPodThatIsGoneIsSaidToBe() throws Exception {
    GrpcPod gone = pod((call, _) -> GrpcPod.echo(call));
    use(gone);
    assertThat(ask(INFER, OWN).status().isOk()).isTrue();
    gone.close();

    for (String method : List.of(INFER, STREAM)) {
      await()
          .untilAsserted(() -> {
            Status status = ask(method, OWN).status();
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription())
                .startsWith("service default/own: Pod own-0 at 127.0.0.1:")
                .contains("cannot be reached");
          });
    }
  }

  @Test
  void anotherPodIsAskedIfOneCannotBeReached() throws Exception {
    GrpcPod gone = pod((call, _) -> GrpcPod.echo(call));
    gone.close();
    use(gone, pod((call, _) -> GrpcPod.echo(call)));

    for (String method : List.of(INFER, STREAM, INFER, STREAM)) {
      StreamCall call = ask(method, OWN);
      assertThat(call.next()).asString(UTF_8).isEqualTo("hello");
      assertThat(call.status().isOk()).isTrue();
    }
  }

  @Test
  void aPodThatDiesInTheMiddleEndsTheCall() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    GrpcPod dying =
        pod((call, _) -> {
          begun.countDown();
          return new ServerCall.Listener<>() {};
        });
    use(dying);

    StreamCall call = ask(INFER, OWN);
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    dying.close();

    assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call.status().getDescription()).contains("Pod own-0");
  }

  @Test
  void aServiceWithoutPodsSaysSo() {
    server.forward("own", forwarding.to("service default/own", List.of()));

    assertThat(ask(INFER, OWN).status().getDescription())
        .isEqualTo("service default/own: none of its Pods is ready");
    assertThat(ask(STREAM, OWN).status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aStreamGoesOnInBothDirections() throws Exception {
    use(pod((call, _) -> GrpcPod.echo(call)));
    StreamCall call = new StreamCall(channel, STREAM, CallOptions.DEFAULT, OWN);

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
    use(pod((call, _) -> GrpcPod.echo(call)));
    byte[] request =
        Protos.message("inference.ModelInferRequest", "model_name: 'own'").toByteArray();

    StreamCall call = new StreamCall(channel, STREAM, CallOptions.DEFAULT).send(request);

    assertThat(call.next()).isEqualTo(request);
    call.halfClose();
    assertThat(call.status().isOk()).isTrue();
  }

  @Test
  void aClientThatReadsNothingHoldsThePodBack() throws Exception {
    int messages = 1000;
    int size = 100_000;
    AtomicInteger sent = new AtomicInteger();
    use(
        pod((call, _) -> {
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
    Reader reader = new Reader(channel);

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
