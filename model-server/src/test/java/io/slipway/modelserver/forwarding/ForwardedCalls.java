// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerCallHandler;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.testing.GrpcPod;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.StreamCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server with the service {@code default/own}, whose Pods are a test's, and a client of it. */
final class ForwardedCalls implements AutoCloseable {
  static final String INFER = "inference.GRPCInferenceService/ModelInfer";
  static final String STREAM = "inference.GRPCInferenceService/ModelStreamInfer";

  /** The metadata of calls for the service. */
  static final String[] OWN = {"kserve-isvc-name", "own"};

  private final Forwarding forwarding = new Forwarding();
  private final List<GrpcPod> pods = new ArrayList<>();
  private final RunningServer server;
  private ManagedChannel channel;

  ForwardedCalls(Path directory) throws IOException {
    this(directory, SecurityConfig.OPEN);
  }

  ForwardedCalls(Path directory, SecurityConfig security) throws IOException {
    server = new RunningServer(directory, security);
    channel = channel("localhost");
  }

  private ManagedChannel channel(String authority) {
    return ManagedChannelBuilder.forAddress("127.0.0.1", server.address().getPort())
        .overrideAuthority(authority)
        .usePlaintext()
        .build();
  }

  ManagedChannel channel() {
    return channel;
  }

  /** From now on the client calls the server by this name. */
  void callHost(String authority) {
    channel.shutdownNow();
    channel = channel(authority);
  }

  /** A Pod whose methods all do this. */
  GrpcPod pod(ServerCallHandler<byte[], byte[]> methods) throws IOException {
    GrpcPod pod = new GrpcPod("own-" + pods.size(), methods);
    pods.add(pod);
    return pod;
  }

  /** The Pod that was made first. */
  GrpcPod first() {
    return pods.getFirst();
  }

  /** From now on these are the Pods of the service. */
  void use(GrpcPod... all) {
    List<Destination> destinations = new ArrayList<>();
    for (GrpcPod pod : all) {
      destinations.add(pod.destination());
    }
    use(destinations);
  }

  void use(List<Destination> destinations) {
    server.forward("own", forwarding.to("service default/own", destinations));
  }

  /** A call with one message. */
  StreamCall ask(String method, String... metadata) {
    return new StreamCall(channel, method, CallOptions.DEFAULT, metadata)
        .send("hello".getBytes(UTF_8))
        .halfClose();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
    pods.forEach(GrpcPod::close);
    forwarding.close();
  }
}
