// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcConnections;
import io.slipway.transport.grpc.GrpcStreamingCall;
import io.slipway.transport.grpc.OutgoingCall;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpResponse.Header;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests on to Pods over HTTP/1.1, and gRPC calls, over connections that are kept. A
 * request goes to the Pod with the fewest under way; one that no connection could be made for goes
 * to the next, as nobody has seen it. Thread-safe.
 */
public final class Forwarding implements AutoCloseable {
  /** Requests under way to one Pod; more are refused. */
  static final int MAX_OPEN = 1024;

  /** As much as the server itself takes, of one message and of all. */
  private static final long MAX_MESSAGE_BYTES = 64L << 20;

  private static final long MAX_BUFFERED_BYTES = 512L << 20;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Python's servers close a connection that is idle for 5 s. */
  private static final String KEPT_SECONDS = "3";

  private static final String KEPT = "jdk.httpclient.keepalive.timeout";

  private final ExecutorService threads;
  private final HttpClient client;
  private final Map<Destination, AtomicInteger> open = new ConcurrentHashMap<>();

  /** Made for the first call. */
  private @Nullable GrpcConnections grpc;

  public Forwarding() {
    if (System.getProperty(KEPT) == null) {
      System.setProperty(KEPT, KEPT_SECONDS);
    }
    threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("forward-", 0).factory());
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(threads)
            .build();
  }

  /**
   * @param name of the service, for people
   * @param destinations all alike; none if nobody can answer now
   */
  public RemoteService to(String name, List<Destination> destinations) {
    List<Load> loads = new ArrayList<>();
    for (Destination destination : destinations) {
      loads.add(new Load(destination, open.computeIfAbsent(destination, _ -> new AtomicInteger())));
    }
    return new Pods(name, List.copyOf(loads));
  }

  /** The Pods of a service. */
  private final class Pods implements RemoteService {
    private final String name;
    private final List<Load> loads;
    private final AtomicInteger turn = new AtomicInteger();

    Pods(String name, List<Load> loads) {
      this.name = name;
      this.loads = loads;
    }

    private Attempts attempts() {
      return new Attempts(name, inTurn(loads, turn));
    }

    @Override
    public void serve(HttpExchange exchange, String path, Runnable done) {
      new ForwardedCall(name, client, attempts(), exchange, path, done).begin();
    }

    @Override
    public void call(GrpcCall call, Runnable done) {
      List<Header> metadata = ForwardedGrpc.metadata(call.metadata(), call.authority());
      OutgoingCall.Head head = new OutgoingCall.Head(call.path(), metadata, call.deadline());
      ForwardedUnary unary = new ForwardedUnary(call);
      ForwardedGrpc forwarded =
          new ForwardedGrpc(
              name,
              grpc(),
              attempts(),
              head,
              unary,
              () -> {
                unary.close();
                done.run();
              });
      call.onCancel(forwarded::cancel);
      forwarded.begin();
    }

    @Override
    public Stream open(GrpcStreamingCall call, Runnable done) {
      List<Header> metadata = ForwardedGrpc.metadata(call.metadata(), call.authority());
      OutgoingCall.Head head = new OutgoingCall.Head(call.path(), metadata, call.deadline());
      ForwardedStream stream = new ForwardedStream(call);
      stream.begin(new ForwardedGrpc(name, grpc(), attempts(), head, stream.answers(), done));
      return stream;
    }
  }

  private synchronized GrpcConnections grpc() {
    GrpcConnections made = grpc;
    if (made == null) {
      made = new GrpcConnections(MAX_MESSAGE_BYTES, MAX_BUFFERED_BYTES, CONNECT_TIMEOUT);
      grpc = made;
    }
    return made;
  }

  /** Another one first each time, which gets the request if no other has fewer under way. */
  private static List<Load> inTurn(List<Load> loads, AtomicInteger turn) {
    List<Load> turned = new ArrayList<>(loads);
    if (loads.size() > 1) {
      Collections.rotate(turned, Math.floorMod(turn.getAndIncrement(), loads.size()));
    }
    return turned;
  }

  /** From now on requests go to no others than these. */
  public void keepOnly(Collection<Destination> destinations) {
    open.keySet().retainAll(destinations);
    GrpcConnections made;
    synchronized (this) {
      made = grpc;
    }
    if (made != null) {
      List<InetSocketAddress> servers = new ArrayList<>();
      for (Destination destination : destinations) {
        servers.add(destination.grpc());
      }
      made.keepOnly(servers);
    }
  }

  @Override
  public synchronized void close() {
    if (grpc != null) {
      grpc.close();
    }
    client.shutdownNow();
    threads.shutdownNow();
  }

  /** A Pod, and how many requests are under way to it. */
  record Load(Destination destination, AtomicInteger open) {
    /** Whether one more is taken. */
    boolean enter() {
      if (open.incrementAndGet() <= MAX_OPEN) {
        return true;
      }
      open.decrementAndGet();
      return false;
    }

    void leave() {
      open.decrementAndGet();
    }
  }
}
