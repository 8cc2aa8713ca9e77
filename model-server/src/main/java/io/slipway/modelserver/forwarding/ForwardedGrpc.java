// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.forwarding.Forwarding.Load;
import io.slipway.transport.grpc.GrpcConnections;
import io.slipway.transport.grpc.GrpcEnd;
import io.slipway.transport.grpc.OutgoingCall;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpResponse.Header;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call on its way to a Pod: which Pod it is, that it is counted there until its end, and
 * that the next Pod is asked if this one has certainly not seen it. What it is told comes from the
 * thread of the connections and from that of the client.
 */
final class ForwardedGrpc {
  /** Fields that our own end of the connection to the Pod writes. */
  private static final Set<String> OWN =
      Set.of(
          "content-type", "grpc-timeout", "grpc-encoding", "grpc-accept-encoding", "grpc-status");

  /** What is particular to calls of one form. */
  interface Form {
    /** What is sent at once, if a call has begun anew. */
    void sendTo(OutgoingCall call);

    /**
     * As of {@link OutgoingCall.Listener}, and so are the others.
     *
     * @param call to send more on
     */
    void begun(OutgoingCall call);

    void metadata(List<Header> metadata);

    void message(RequestBody message);

    void ended(GrpcEnd end);

    void failed(ServingException failure);

    /** Nobody waits for it any more; messages that were on their way may still be told. */
    void cancelled();

    /** Whether all that was sent until now can be sent anew, to another Pod. */
    boolean mayBeginAgain();
  }

  private final String service;
  private final GrpcConnections connections;
  private final Attempts attempts;
  private final OutgoingCall.Head head;
  private final Form form;
  private final Runnable done;
  private @Nullable Load load;
  private @Nullable OutgoingCall call;
  private boolean over;

  /**
   * @param done run once, when nothing of the call is under way any more
   */
  ForwardedGrpc(
      String service,
      GrpcConnections connections,
      Attempts attempts,
      OutgoingCall.Head head,
      Form form,
      Runnable done) {
    this.service = service;
    this.connections = connections;
    this.attempts = attempts;
    this.head = head;
    this.form = form;
    this.done = done;
  }

  /** The metadata of a client's call as a Pod gets it. */
  static List<Header> metadata(HttpHeaders metadata, @Nullable String authority) {
    HopHeaders hop = new HopHeaders(List.of());
    List<Header> fields = new ArrayList<>();
    metadata.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!hop.stays(lower) && !OWN.contains(lower)) {
        fields.add(new Header(lower, value));
      }
    });
    if (authority != null) {
      fields.add(new Header("x-forwarded-host", authority));
    }
    return fields;
  }

  void begin() {
    next("none of its Pods is ready");
  }

  private void next(String reason) {
    try {
      synchronized (this) {
        if (over) {
          return;
        }
        Load chosen = attempts.next(reason);
        load = chosen;
        OutgoingCall begun =
            connections.call(chosen.destination().grpc(), head, new Attempt(chosen.destination()));
        call = begun;
        form.sendTo(begun);
      }
    } catch (ServingException failure) {
      if (finish()) {
        form.failed(failure);
      }
    }
  }

  /** Under the lock: a call may have begun before it is known here. */
  private synchronized @Nullable OutgoingCall call() {
    return over ? null : call;
  }

  /** Nobody waits for it any more. */
  void cancel() {
    if (!finish()) {
      return;
    }
    OutgoingCall last;
    synchronized (this) {
      last = call; // none follows: it is over
    }
    if (last != null) {
      last.cancel();
    }
    form.cancelled();
  }

  /** Whether it was under way until now. */
  private boolean finish() {
    Load counted;
    synchronized (this) {
      if (over) {
        return false;
      }
      over = true;
      counted = load;
      load = null;
    }
    if (counted != null) {
      counted.leave();
    }
    done.run();
    return true;
  }

  private synchronized void leave() {
    if (load != null) {
      load.leave();
      load = null;
    }
  }

  private final class Attempt implements OutgoingCall.Listener {
    private final Destination destination;

    Attempt(Destination destination) {
      this.destination = destination;
    }

    @Override
    public void begun() {
      OutgoingCall begun = call();
      if (begun != null) {
        form.begun(begun);
      }
    }

    @Override
    public void metadata(List<Header> metadata) {
      form.metadata(metadata);
    }

    @Override
    public void message(RequestBody message) {
      form.message(message);
    }

    @Override
    public void ended(GrpcEnd end) {
      if (finish()) {
        form.ended(end);
      }
    }

    @Override
    public void failed(ServingException failure, boolean unseen) {
      String reason = destination.atGrpc() + " " + failure.getMessage();
      if (unseen && form.mayBeginAgain()) {
        leave();
        next(reason);
      } else if (finish()) {
        ErrorCode code = failure.code();
        form.failed(new ServingException(code, service + ": " + reason));
      }
    }
  }
}
