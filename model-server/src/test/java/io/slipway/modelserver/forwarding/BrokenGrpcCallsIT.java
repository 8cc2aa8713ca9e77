// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import static io.slipway.modelserver.forwarding.ForwardedCalls.INFER;
import static io.slipway.modelserver.forwarding.ForwardedCalls.OWN;
import static io.slipway.modelserver.forwarding.ForwardedCalls.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.slipway.modelserver.testing.GrpcPod;
import io.slipway.modelserver.testing.StreamCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** gRPC calls whose Pod is not there, refuses them or dies, or whose client goes away. */
@Timeout(60)
class BrokenGrpcCallsIT {
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

  @Test
  void aDeadlineTravelsAndEndsTheCallAtThePod() throws Exception {
    AtomicReference<Deadline> seen = new AtomicReference<>();
    CountDownLatch cancelled = new CountDownLatch(1);
    calls.use(calls.pod(silent(cancelled, seen)));

    StreamCall call =
        new StreamCall(
                calls.channel(),
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
    calls.use(calls.pod(silent(cancelled, new AtomicReference<>())));

    StreamCall unary = calls.ask(INFER, OWN);
    StreamCall stream = new StreamCall(calls.channel(), STREAM, CallOptions.DEFAULT, OWN);
    await().until(() -> calls.first().calls() == 2);
    unary.cancel();
    stream.cancel();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(cancelled.getCount()).isZero());
  }

  @Test
  void aPodThatIsGoneIsSaidToBe() throws Exception {
    GrpcPod gone = calls.pod((call, _) -> GrpcPod.echo(call));
    calls.use(gone);
    assertThat(calls.ask(INFER, OWN).status().isOk()).isTrue();
    gone.close();

    for (String method : List.of(INFER, STREAM)) {
      await()
          .untilAsserted(() -> {
            Status status = calls.ask(method, OWN).status();
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription())
                .startsWith("service default/own: Pod own-0 at 127.0.0.1:")
                .contains("cannot be reached");
          });
    }
  }

  @Test
  void anotherPodIsAskedIfOneCannotBeReached() throws Exception {
    GrpcPod gone = calls.pod((call, _) -> GrpcPod.echo(call));
    gone.close();
    calls.use(gone, calls.pod((call, _) -> GrpcPod.echo(call)));

    for (String method : List.of(INFER, STREAM, INFER, STREAM)) {
      StreamCall call = calls.ask(method, OWN);
      assertThat(call.next()).asString(UTF_8).isEqualTo("hello");
      assertThat(call.status().isOk()).isTrue();
    }
  }

  @Test
  void aPodThatDiesInTheMiddleEndsTheCall() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    GrpcPod dying =
        calls.pod((call, _) -> {
          begun.countDown();
          return new ServerCall.Listener<>() {};
        });
    calls.use(dying);

    StreamCall call = calls.ask(INFER, OWN);
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    dying.close();

    assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call.status().getDescription()).contains("Pod own-0");
  }

  @Test
  void aServiceWithoutPodsSaysSo() {
    calls.use(List.of());

    assertThat(calls.ask(INFER, OWN).status().getDescription())
        .isEqualTo("service default/own: none of its Pods is ready");
    assertThat(calls.ask(STREAM, OWN).status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  /** Answers a message, and does not end. */
  private static ServerCall.Listener<byte[]> half(
      ServerCall<byte[], byte[]> call, CountDownLatch answered, CountDownLatch cancelled) {
    call.request(1);
    call.sendHeaders(new Metadata());
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        call.sendMessage(message);
        answered.countDown();
      }

      @Override
      public void onCancel() {
        cancelled.countDown();
      }
    };
  }

  /** Whose message has come, and whose status has not: the buffers are counted after the tests. */
  @Test
  void anAnswerThatNobodyWaitsForAnyMoreIsReleased() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    calls.use(
        calls.pod((call, _) ->
            first.getAndSet(false) ? half(call, answered, cancelled) : GrpcPod.echo(call)));

    StreamCall half = calls.ask(INFER, OWN);
    assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
    // over the same connection, and thus behind that message
    assertThat(calls.ask(INFER, OWN).next()).asString(UTF_8).isEqualTo("hello");
    half.cancel();

    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatWasSentToAPodThatRefusesIsSentAnewOrSaidToBeLost() throws Exception {
    GrpcPod other = calls.pod((call, _) -> GrpcPod.echo(call));
    try (RefusingPod refusing = new RefusingPod()) {
      calls.use(List.of(refusing.destination(), other.destination()));
      assertThat(calls.ask(INFER, OWN).next()).asString(UTF_8).isEqualTo("hello");

      calls.use(List.of(refusing.destination(), other.destination()));
      Status status = calls.ask(STREAM, OWN).status();

      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).contains("Pod refusing", "REFUSED_STREAM");
    }
  }
}
