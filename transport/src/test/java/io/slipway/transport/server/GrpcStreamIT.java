// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.grpc.GrpcCompression;
import io.slipway.transport.server.StreamingMethods.HeldStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of messages, as grpc-java sees them. */
class GrpcStreamIT {
  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws ListenException {
    server = new TestServer(config -> config.maxBodyBytes(4 << 20).maxBufferedBytes(6 << 20));
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
    await().untilAsserted(() -> assertThat(server.server().bufferedBytes()).isZero());
  }

  private StreamClient open(String method) {
    return new StreamClient(channel, method, CallOptions.DEFAULT);
  }

  private static void assertStatus(StreamClient client, Status.Code code, String message) {
    assertThat(client.status().getCode()).isEqualTo(code);
    assertThat(String.valueOf(client.status().getDescription())).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EchoStream", "LaterStream"})
  void answersMessageByMessage(String method) throws InterruptedException {
    StreamClient client = open(method);
    for (int i = 0; i < 100; i++) {
      assertThat(client.send("message " + i).nextText()).isEqualTo("message " + i);
    }
    client.halfClose();
    assertStatus(client, Status.Code.OK, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EchoStream", "LaterStream"})
  void answersAllThatWasSentAheadInOrder(String method) throws InterruptedException {
    StreamClient client = open(method);
    for (int i = 0; i < 5000; i++) {
      client.send("message " + i);
    }
    client.halfClose();
    for (int i = 0; i < 5000; i++) {
      assertThat(client.nextText()).isEqualTo("message " + i);
    }
    assertStatus(client, Status.Code.OK, "");
  }

  @Test
  void carriesMessagesOfEverySize() throws InterruptedException {
    StreamClient client = open("EchoStream");
    for (int size : new int[] {1, 4095, 4097, 70_000, 1 << 20, 4 << 20, 0}) {
      assertThat(client.send(new byte[size]).next()).hasSize(size);
    }
  }

  @Test
  void endsACallWithoutMessages() {
    StreamClient client = open("EchoStream").halfClose();
    assertStatus(client, Status.Code.OK, "");
  }

  @Test
  void runsManyStreamsOfOneConnection() throws InterruptedException {
    StreamClient[] clients = new StreamClient[50];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = open("LaterStream").send("first " + i);
    }
    for (int i = 0; i < clients.length; i++) {
      assertThat(clients[i].nextText()).isEqualTo("first " + i);
      assertThat(clients[i].send("second " + i).nextText()).isEqualTo("second " + i);
    }
  }

  @Test
  void handsOnWhatIsRequestedOnly() throws InterruptedException {
    StreamClient client = open("HeldStream");
    HeldStream stream = server.streams().held();
    client.send("a").send("b").send("c");
    stream.call.request(1);
    assertThat(stream.messages.take()).isEqualTo("a");
    client.halfClose();
    stream.call.request(1);
    assertThat(stream.messages.take()).isEqualTo("b");
    assertThat(stream.received).hasValue(2);
    assertThat(stream.ended).isFalse();
    stream.call.request(1);
    assertThat(stream.messages.take()).isEqualTo("c");
    await().untilTrue(stream.ended);
    stream.call.finish();
    assertStatus(client, Status.Code.OK, "");
  }

  @Test
  void keepsOneStreamFromHoldingUpTheOthers() throws InterruptedException {
    for (int i = 0; i < 5; i++) { // more than the connection's window together
      StreamClient unread = open("HeldStream");
      server.streams().held();
      unread.send(new byte[1 << 20]);
    }
    StreamClient client = open("EchoStream");
    assertThat(client.send("still served").nextText()).isEqualTo("still served");
  }

  @Test
  void failsBehindItsAnswers() throws InterruptedException {
    StreamClient client = open("ThrowStream").send("é");
    assertThat(client.nextText()).isEqualTo("é");
    assertStatus(client, Status.Code.FAILED_PRECONDITION, "not this: é");
  }

  @Test
  void failsWithoutAnyAnswer() throws InterruptedException {
    assertStatus(open("RefuseStream"), Status.Code.UNAVAILABLE, "no streams today");
    StreamClient client = open("HeldStream");
    server.streams().held().call.fail(new ServingException(ErrorCode.NOT_FOUND, "gone"));
    assertStatus(client, Status.Code.NOT_FOUND, "gone");
  }

  @Test
  void refusesAMessageThatIsTooLarge() throws InterruptedException {
    StreamClient client = open("EchoStream");
    assertThat(client.send("small").nextText()).isEqualTo("small");
    client.send(new byte[(4 << 20) + 1]);
    assertStatus(client, Status.Code.RESOURCE_EXHAUSTED, "4194304");
  }

  @Test
  void tellsTheServiceThatTheCallerCancelled() throws InterruptedException {
    StreamClient client = open("HeldStream");
    HeldStream stream = server.streams().held();
    client.cancel();
    assertThat(stream.isCancelled()).isTrue();
    stream.call.send(TestServer.output("too late"));
    stream.call.finish();
  }

  @Test
  void endsACallAtItsDeadline() throws InterruptedException {
    StreamClient client =
        new StreamClient(
            channel,
            "HeldStream",
            CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS));
    assertThat(server.streams().held().isCancelled()).isTrue();
    assertStatus(client, Status.Code.DEADLINE_EXCEEDED, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EchoStream", "LaterStream"})
  void takesCompressedMessagesInOrder(String method) throws InterruptedException {
    StreamClient client =
        new StreamClient(channel, method, CallOptions.DEFAULT.withCompression("gzip"));
    for (int size : new int[] {1, 100_000, 3, 2 << 20, 0, 5}) {
      client.send(new byte[size]);
    }
    for (int size : new int[] {1, 100_000, 3, 2 << 20, 0, 5}) {
      assertThat(client.next()).hasSize(size);
    }
  }

  @Test
  void boundsWhatAMessageUnpacksTo() {
    StreamClient client =
        new StreamClient(channel, "EchoStream", CallOptions.DEFAULT.withCompression("gzip"));
    client.send(new byte[8 << 20]);
    assertStatus(client, Status.Code.RESOURCE_EXHAUSTED, "4194304");
  }

  @Test
  void compressesAnswersWhereThatIsSet() throws Exception {
    try (TestServer compressing =
        new TestServer(config -> config.grpcCompression(GrpcCompression.MEDIUM))) {
      ManagedChannel other =
          ManagedChannelBuilder.forAddress("localhost", compressing.port()).usePlaintext().build();
      StreamClient client = new StreamClient(other, "LaterStream", CallOptions.DEFAULT);
      for (int size : new int[] {1, 511, 512, 100_000}) {
        assertThat(client.send(new byte[size]).next()).hasSize(size);
      }
      other.shutdownNow();
    }
  }

  @Test
  void tellsStreamsThatTheServerStops() throws Exception {
    StreamClient idle = open("EchoStream");
    assertThat(idle.send("a").nextText()).isEqualTo("a");
    StreamClient busy = open("HeldStream");
    HeldStream stream = server.streams().held();
    CompletableFuture<Boolean> drained =
        CompletableFuture.supplyAsync(() -> server.server().drain(Duration.ofSeconds(20)));
    assertStatus(idle, Status.Code.UNAVAILABLE, "stopping");
    await().untilTrue(stream.drained);
    stream.call.send(TestServer.output("the last"));
    stream.call.finish();
    assertThat(busy.nextText()).isEqualTo("the last");
    assertStatus(busy, Status.Code.OK, "");
    assertThat(drained.join()).isTrue();
  }
}
