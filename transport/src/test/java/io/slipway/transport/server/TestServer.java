// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.grpc.GrpcCall;
import io.slipway.transport.grpc.GrpcService;
import io.slipway.transport.grpc.GrpcStreamingMethod;
import io.slipway.transport.http.HttpExchange;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.http.HttpRequestHead;
import io.slipway.transport.http.HttpResponse;
import io.slipway.transport.http.HttpService;
import io.slipway.transport.http.Peer;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.tls.ServerTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real server whose services do what the path asks for: {@code /echo}, {@code /large?bytes},
 * {@code /throw}, {@code /later} (echoed on another thread), {@code /hold} (until the test
 * answers), {@code /block} (as hold, and the loop does nothing else).
 */
final class TestServer implements AutoCloseable {
  private final TransportServer server;
  private final Map<TransportObserver.Limit, AtomicInteger> limits = new ConcurrentHashMap<>();
  private final BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
  private final BlockingQueue<GrpcCall> heldCalls = new LinkedBlockingQueue<>();
  private final Semaphore unblocked = new Semaphore(0);
  private final StreamingMethods streams = new StreamingMethods();
  private final AtomicInteger cancelled = new AtomicInteger();

  TestServer() throws ListenException {
    this(config -> config);
  }

  TestServer(UnaryOperator<TransportConfig.Builder> change) throws ListenException {
    this(change, null);
  }

  TestServer(UnaryOperator<TransportConfig.Builder> change, @Nullable ServerTls tls)
      throws ListenException {
    TransportConfig config =
        change.apply(TransportConfig.defaults().toBuilder().eventLoops(1)).build();
    server =
        TransportServer.start(
            config,
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            HostPolicy.loopback("iris-default.example.com"::equals),
            http(),
            service(),
            new TransportObserver() {
              @Override
              public void limitReached(Limit limit) {
                limits.computeIfAbsent(limit, _ -> new AtomicInteger()).incrementAndGet();
              }
            },
            tls);
  }

  private HttpService http() {
    return new HttpService() {
      @Override
      public void serve(HttpExchange exchange) {
        TestServer.this.serve(exchange);
      }

      @Override
      public void admit(HttpRequestHead head) {
        TestServer.admit(head.path());
      }
    };
  }

  private static void admit(String path) {
    if (path.endsWith("/stranger")) {
      throw new ServingException(ErrorCode.UNAUTHENTICATED, "who are you?");
    }
    if (path.endsWith("/busy")) {
      throw new ServingException(ErrorCode.UNAVAILABLE, "too much to do");
    }
  }

  private GrpcService service() {
    return new GrpcService() {
      @Override
      public void admit(String path, Peer peer, HttpHeaders metadata) {
        TestServer.admit(path);
      }

      @Override
      public void call(GrpcCall call) {
        TestServer.this.call(call);
      }

      @Override
      public @Nullable GrpcStreamingMethod streaming(String path) {
        return streams.method(path);
      }
    };
  }

  StreamingMethods streams() {
    return streams;
  }

  TransportServer server() {
    return server;
  }

  InetSocketAddress address() {
    return server.addresses().getFirst();
  }

  int port() {
    return address().getPort();
  }

  int hits(TransportObserver.Limit limit) {
    AtomicInteger count = limits.get(limit);
    return count == null ? 0 : count.get();
  }

  /** Waits for a request to {@code /hold}. */
  HttpExchange held() throws InterruptedException {
    return held.take();
  }

  /** Lets the loop go on that a request to {@code /block} holds. */
  void unblock() {
    unblocked.release();
  }

  /** Waits for a call of {@code /test/Hold}. */
  GrpcCall heldCall() throws InterruptedException {
    return heldCalls.take();
  }

  /** Held requests and calls whose cancel action ran. */
  int cancelled() {
    return cancelled.get();
  }

  static OutputBuffer output(String text) {
    OutputBuffer output = OutputBuffer.allocate(text.length() + 1);
    output.writeUtf8(text);
    return output;
  }

  private static OutputBuffer copy(RequestBody body) {
    OutputBuffer output = OutputBuffer.allocate(Math.max(1, body.size()));
    output.writeBytes(body.bytes());
    return output;
  }

  private void serve(HttpExchange exchange) {
    switch (exchange.head().path()) {
      case "/echo" -> exchange.respond(octets(copy(exchange.body())));
      case "/large" -> exchange.respond(octets(large(exchange)));
      case "/throw" -> throw new ServingException(ErrorCode.UNAVAILABLE, "not \"now\"\n");
      case "/later" -> later(exchange);
      case "/peer" -> exchange.respond(octets(output(peer(exchange.head().peer()))));
      case "/hold" -> {
        exchange.onCancel(cancelled::incrementAndGet);
        held.add(exchange);
      }
      case "/block" -> {
        held.add(exchange);
        unblocked.acquireUninterruptibly();
        exchange.respond(HttpResponse.empty(204));
      }
      case "/hold-from-another-thread" ->
          Thread.ofVirtual()
              .start(() -> {
                exchange.onCancel(cancelled::incrementAndGet);
                held.add(exchange);
              });
      case "/twice" -> {
        exchange.respond(HttpResponse.empty(204));
        exchange.respond(octets(output("second")));
      }
      default ->
          exchange.respond(HttpResponse.json(200, output("{\"path\":\"" + target(exchange))));
    }
  }

  private static String target(HttpExchange exchange) {
    return exchange.head().path() + "\",\"query\":\"" + exchange.head().query() + "\"}";
  }

  private static String peer(Peer peer) {
    return peer.encrypted() + " " + peer.certificateNames();
  }

  private static HttpResponse octets(OutputBuffer body) {
    return new HttpResponse(200, HttpResponse.OCTET_STREAM, List.of(), body);
  }

  private static OutputBuffer large(HttpExchange exchange) {
    int size = Integer.parseInt(String.valueOf(exchange.head().query()));
    OutputBuffer output = OutputBuffer.allocate(size);
    output.writeBytes(new byte[size]);
    return output;
  }

  private static void later(HttpExchange exchange) {
    RequestBody body = exchange.body().retain();
    Thread.ofVirtual()
        .start(() -> {
          try (body) {
            exchange.respond(octets(copy(body)));
          }
        });
  }

  private void call(GrpcCall call) {
    switch (call.path()) {
      case "/test/Echo" -> call.respond(copy(call.message()));
      case "/test/Large" -> {
        OutputBuffer output = OutputBuffer.allocate(1 << 22);
        output.writeBytes(new byte[1 << 22]);
        call.respond(output);
      }
      case "/test/Fail" ->
          call.fail(new ServingException(ErrorCode.NOT_FOUND, "model 'größe' is not here: 100%"));
      case "/test/Hold" -> {
        call.onCancel(cancelled::incrementAndGet);
        heldCalls.add(call);
      }
      case "/test/Peer" -> call.respond(output(peer(call.peer())));
      case "/test/Metadata" ->
          call.respond(output(call.metadata().get("x-name") + call.deadline()));
      default -> throw new ServingException(ErrorCode.NOT_IMPLEMENTED, "no method " + call.path());
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
