// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.testing;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerTransportFilter;
import io.slipway.modelserver.forwarding.Destination;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A gRPC server that is not ours, and whose methods do what a test says. */
public final class GrpcPod implements AutoCloseable {
  private final String name;
  private final Server server;
  private final int port;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();

  public GrpcPod(String name, ServerCallHandler<byte[], byte[]> methods) throws IOException {
    this.name = name;
    this.server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .fallbackHandlerRegistry(
                new Every((call, headers) -> {
                  calls.incrementAndGet();
                  return methods.startCall(call, headers);
                }))
            .addTransportFilter(
                new ServerTransportFilter() {
                  @Override
                  public Attributes transportReady(Attributes attributes) {
                    connections.incrementAndGet();
                    return attributes;
                  }
                })
            .build()
            .start();
    this.port = server.getPort();
  }

  /** Every method is the same. */
  private static final class Every extends HandlerRegistry {
    private final ServerCallHandler<byte[], byte[]> methods;

    Every(ServerCallHandler<byte[], byte[]> methods) {
      this.methods = methods;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
      return ServerMethodDefinition.create(
          MethodDescriptor.newBuilder(new StreamCall.Bytes(), new StreamCall.Bytes())
              .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
              .setFullMethodName(method)
              .build(),
          methods);
    }
  }

  /** Answers each message with itself, and the end with OK. */
  public static ServerCall.Listener<byte[]> echo(ServerCall<byte[], byte[]> call) {
    call.request(1);
    call.sendHeaders(new Metadata());
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        call.sendMessage(message);
        call.request(1);
      }

      @Override
      public void onHalfClose() {
        call.close(io.grpc.Status.OK, new Metadata());
      }
    };
  }

  public Destination destination() {
    return new Destination(name, "127.0.0.1", 1, port);
  }

  /** How many there ever were. */
  public int connections() {
    return connections.get();
  }

  /** How many have begun. */
  public int calls() {
    return calls.get();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
