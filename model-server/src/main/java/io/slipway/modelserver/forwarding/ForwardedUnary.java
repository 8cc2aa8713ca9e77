// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.grpc.GrpcAnswer;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcEnd;
import io.slipway.transport.grpc.OutgoingCall;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A unary call at a Pod: its message there, and one back. */
final class ForwardedUnary implements ForwardedGrpc.Form {
  private static final int LEAST_BYTES = 16;

  private final GrpcCall call;
  private final RequestBody message;

  // On the thread of the connections.
  private List<Header> metadata = List.of();
  private boolean more;

  // Guarded by this object's lock: the client may go away while the Pod answers.
  private @Nullable OutputBuffer answer;
  private boolean cancelled;

  /** Takes a reference to the call's message, until {@link #close}. */
  ForwardedUnary(GrpcCall call) {
    this.call = call;
    this.message = call.message().retain();
  }

  void close() {
    message.close();
  }

  @Override
  public void sendTo(OutgoingCall to) {
    to.send(message, () -> {});
    to.end();
    to.request(2); // one, and one that would be too many
  }

  @Override
  public void begun(OutgoingCall to) {
    // what there is to send is sent
  }

  @Override
  public void metadata(List<Header> fields) {
    metadata = fields;
  }

  @Override
  public synchronized void message(RequestBody bytes) {
    if (cancelled) {
      return;
    }
    if (answer != null) {
      more = true;
      return;
    }
    OutputBuffer copy = OutputBuffer.allocate(Math.max(LEAST_BYTES, bytes.size()));
    copy.writeBytes(bytes.bytes());
    answer = copy;
  }

  private synchronized @Nullable OutputBuffer takeAnswer() {
    OutputBuffer taken = answer;
    answer = null;
    return taken;
  }

  private void dropAnswer() {
    OutputBuffer dropped = takeAnswer();
    if (dropped != null) {
      dropped.close();
    }
  }

  @Override
  public void ended(GrpcEnd end) {
    OutputBuffer only = takeAnswer();
    if (!more) {
      call.pass(new GrpcAnswer(metadata, only, end));
      return;
    }
    if (only != null) {
      only.close();
    }
    call.fail(
        new ServingException(
            ErrorCode.NOT_IMPLEMENTED,
            "%s: the Pod answered by a stream of messages, which is only passed on for ModelStreamInfer"
                .formatted(call.path())));
  }

  @Override
  public void failed(ServingException failure) {
    dropAnswer();
    call.fail(failure);
  }

  @Override
  public synchronized void cancelled() {
    cancelled = true;
    dropAnswer();
  }

  @Override
  public boolean mayBeginAgain() {
    return true; // its only message is kept to the end
  }
}
