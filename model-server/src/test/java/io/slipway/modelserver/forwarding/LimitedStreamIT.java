// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import static io.slipway.modelserver.forwarding.ForwardedCalls.OWN;
import static io.slipway.modelserver.forwarding.ForwardedCalls.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.slipway.modelserver.testing.Security;
import io.slipway.modelserver.testing.StreamCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of messages to a Pod, each of which counts as a request. */
@Timeout(60)
class LimitedStreamIT {
  private static final byte[] MESSAGE = {1, 2, 3};

  @TempDir private Path directory;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private ForwardedCalls calls;

  @SuppressWarnings("NullAway.Init") // set by each test
  LimitedStreamIT() {}

  @AfterEach
  void stop() {
    calls.close();
  }

  private StreamCall open(String clientLimits, String serviceLimits) throws IOException {
    calls = new ForwardedCalls(directory, Security.limits(clientLimits, serviceLimits));
    calls.use(calls.pod((call, _) -> echo(call)));
    return open();
  }

  private StreamCall open() {
    return new StreamCall(calls.channel(), STREAM, CallOptions.DEFAULT, OWN);
  }

  private ServerCall.Listener<byte[]> echo(ServerCall<byte[], byte[]> call) {
    call.request(1);
    call.sendHeaders(new Metadata());
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        call.sendMessage(message);
        call.request(1);
      }

      @Override
      public void onCancel() {
        cancelled.countDown();
      }
    };
  }

  private void assertRefused(StreamCall call, String reason) throws InterruptedException {
    Status status = call.status();
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).contains(reason);
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void eachMessageCountsForTheRateOfItsClient() throws Exception {
    StreamCall call = open("rate=0.01,burst=2", "");
    assertThat(call.send(MESSAGE).next()).isEqualTo(MESSAGE);
    assertThat(call.send(MESSAGE).next()).isEqualTo(MESSAGE);

    call.send(MESSAGE);

    assertRefused(call, "requests per second");
  }

  @Test
  void eachMessageCountsForTheRateOfItsService() throws Exception {
    StreamCall call = open("", "rate=0.01,burst=2");
    assertThat(call.send(MESSAGE).next()).isEqualTo(MESSAGE);
    assertThat(call.send(MESSAGE).next()).isEqualTo(MESSAGE);

    call.send(MESSAGE);

    assertRefused(call, "service 'default/own' is over its limit");
  }

  @Test
  void aMessageThatIsTooLargeEndsTheCallWhichCountsNoMore() throws Exception {
    StreamCall call = open("concurrent=1", "bytes=3");
    assertThat(call.send(MESSAGE).next()).isEqualTo(MESSAGE);
    call.send(new byte[4]);
    assertRefused(call, "has 4 bytes");

    assertThat(open().send(MESSAGE).next()).isEqualTo(MESSAGE);
  }
}
