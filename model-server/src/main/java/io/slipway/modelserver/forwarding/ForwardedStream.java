// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.grpc.GrpcEnd;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.OutgoingCall;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A call with streams of messages at a Pod. Of what the client sends one message is on its way at a
 * time; the Pod is asked for a further one of its own when the client has room for it.
 */
final class ForwardedStream implements RemoteService.Stream {
  private static final int LEAST_BYTES = 16;

  /** Messages of the Pod that may be on their way. */
  private static final int AHEAD = 4;

  private final GrpcStreamingCall call;
  private final Answers answers = new Answers();

  // What the client did before the Pod was there; guarded by this object's lock.
  private @Nullable RequestBody early;
  private boolean begun;
  private boolean ended;

  private volatile @Nullable ForwardedGrpc forwarded;

  /** The call to the Pod, once it has begun. */
  private volatile @Nullable OutgoingCall pod;

  /** Messages of the Pod for which the client had no room yet. */
  private final AtomicInteger owed = new AtomicInteger();

  private volatile boolean draining;

  ForwardedStream(GrpcStreamingCall call) {
    this.call = call;
  }

  ForwardedGrpc.Form answers() {
    return answers;
  }

  /** Begins the call at the Pod. */
  void begin(ForwardedGrpc at) {
    forwarded = at;
    call.onCancel(at::cancel);
    at.begin();
  }

  @Override
  public void cancel() {
    ForwardedGrpc known = forwarded;
    if (known != null) {
      known.cancel();
    }
  }

  @Override
  public void message(RequestBody message) {
    synchronized (this) {
      if (!begun) {
        early = message.retain();
        return;
      }
    }
    send(message);
  }

  @Override
  public void end() {
    synchronized (this) {
      ended = true;
      if (!begun) {
        return;
      }
    }
    endSending();
  }

  /** The Pod answers what it has got. */
  @Override
  public void drain() {
    draining = true;
    end();
  }

  private void send(RequestBody message) {
    OutgoingCall to = pod;
    if (to != null) {
      to.send(message, () -> call.request(1));
    }
  }

  private void endSending() {
    OutgoingCall to = pod;
    if (to != null) {
      to.end();
    }
  }

  /** The client has room: the Pod may send as many messages as were sent on since the last time. */
  private void ask() {
    OutgoingCall from = pod;
    int messages = owed.getAndSet(0);
    if (from != null && messages > 0) {
      from.request(messages);
    }
  }

  private void drop() {
    RequestBody unsent;
    synchronized (this) {
      begun = true;
      unsent = early;
      early = null;
    }
    if (unsent != null) {
      unsent.close();
    }
  }

  /** The Pod's side. */
  private final class Answers implements ForwardedGrpc.Form {
    @Override
    public void sendTo(OutgoingCall to) {
      to.request(AHEAD);
    }

    @Override
    public void begun(OutgoingCall to) {
      pod = to;
      RequestBody first;
      boolean last;
      synchronized (ForwardedStream.this) {
        begun = true;
        first = early;
        early = null;
        last = ended;
      }
      if (first == null) {
        call.request(1);
      } else {
        try (first) {
          send(first);
        }
      }
      if (last) {
        endSending();
      }
    }

    @Override
    public void metadata(List<Header> metadata) {
      call.metadata(metadata);
    }

    @Override
    public void message(RequestBody message) {
      OutputBuffer copy = OutputBuffer.allocate(Math.max(LEAST_BYTES, message.size()));
      copy.writeBytes(message.bytes());
      call.send(copy);
      owed.incrementAndGet();
      call.onRoom(ForwardedStream.this::ask); // in place of one that was not run yet
    }

    @Override
    public void ended(GrpcEnd end) {
      drop();
      if (draining && end.status() == 0) {
        call.fail(new ServingException(ErrorCode.UNAVAILABLE, "the server is stopping"));
      } else {
        call.end(end);
      }
    }

    @Override
    public void failed(ServingException failure) {
      drop();
      call.fail(failure);
    }

    @Override
    public void cancelled() {
      drop();
    }

    /** What was sent to the Pod is not kept. */
    @Override
    public boolean mayBeginAgain() {
      synchronized (ForwardedStream.this) {
        return !begun;
      }
    }
  }
}
