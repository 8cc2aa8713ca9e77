// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.transport.grpc.GrpcEnd;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.OutgoingCall;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForwardedStreamTest {
  private final Client client = new Client();
  private final Pod pod = new Pod();
  private final ForwardedGrpc.Form answers = new ForwardedStream(client).answers();

  /** Has room when a test says so. */
  private static final class Client implements GrpcStreamingCall {
    private Runnable room = () -> {};
    private int sent;

    @Override
    public void send(OutputBuffer message) {
      message.close();
      sent++;
    }

    @Override
    public void onRoom(Runnable action) {
      room = action;
    }

    @Override
    public String path() {
      return "/a.Service/Method";
    }

    @Override
    public @Nullable String authority() {
      return null;
    }

    @Override
    public Peer peer() {
      throw new AssertionError("nobody asks who calls");
    }

    @Override
    public HttpHeaders metadata() {
      throw new AssertionError("nobody asks for metadata");
    }

    @Override
    public Deadline deadline() {
      return Deadline.NONE;
    }

    @Override
    public void request(int messages) {
      // the client sends none
    }

    @Override
    public void finish() {
      throw new AssertionError("the Pod has not ended the call");
    }

    @Override
    public void fail(ServingException failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void metadata(List<Header> metadata) {
      throw new AssertionError("the Pod sends none");
    }

    @Override
    public void end(GrpcEnd end) {
      throw new AssertionError("the Pod has not ended the call");
    }

    @Override
    public void onCancel(Runnable action) {
      // it is not cancelled
    }
  }

  /** Counts what it is asked for. */
  private static final class Pod implements OutgoingCall {
    private int requested;

    @Override
    public void send(RequestBody message, Runnable sent) {
      throw new AssertionError("the client sends no message");
    }

    @Override
    public void end() {
      throw new AssertionError("the client has not ended the call");
    }

    @Override
    public void request(int messages) {
      requested += messages;
    }

    @Override
    public void cancel() {
      throw new AssertionError("the client has not cancelled the call");
    }
  }

  private void answer() {
    try (RequestBody message = RequestBody.of(new byte[3])) {
      answers.message(message);
    }
  }

  @Test
  void whatCameWhileThereWasNoRoomIsAskedForAgainWhenThereIs() {
    answers.sendTo(pod);
    answers.begun(pod);
    int ahead = pod.requested;

    answer();
    answer();
    answer();
    assertThat(client.sent).isEqualTo(3);
    assertThat(pod.requested).isEqualTo(ahead);
    client.room.run();
    assertThat(pod.requested).isEqualTo(ahead + 3);

    answer();
    client.room.run();
    client.room.run();
    assertThat(pod.requested).isEqualTo(ahead + 4);
  }

  @Test
  void oneThatHasBegunIsNotBegunAnew() {
    answers.sendTo(pod);
    assertThat(answers.mayBeginAgain()).isTrue();

    answers.begun(pod);

    assertThat(answers.mayBeginAgain()).isFalse();
  }
}
