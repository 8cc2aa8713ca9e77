// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.forwarding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.payload.LogOptions;
import io.slipway.modelserver.payload.LoggedName;
import io.slipway.modelserver.payload.PayloadLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig;
import io.slipway.modelserver.payload.ServiceLogConfig.Mode;
import io.slipway.modelserver.testing.GrpcPod;
import io.slipway.modelserver.testing.RunningServer;
import io.slipway.modelserver.testing.StreamCall;
import io.slipway.transport.testing.EventCollector;
import io.slipway.transport.testing.EventCollector.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is logged of requests that Pods of others answer. */
@Timeout(60)
class ForwardedPayloadsIT {
  private static final String REQUEST = "org.kubeflow.serving.inference.request";
  private static final String RESPONSE = "org.kubeflow.serving.inference.response";
  private static final String PATH = "/serving/default/own";
  private static final String[] OWN = {"kserve-isvc-name", "own", "ce-id", "e-7"};

  @TempDir private Path directory;
  private final EventCollector collector = new EventCollector();
  private final Forwarding forwarding = new Forwarding();
  private HttpServer http;
  private GrpcPod grpc;
  private ManagedChannel channel;
  private RunningServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  ForwardedPayloadsIT() {}

  @BeforeEach
  void start() throws Exception {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", ForwardedPayloadsIT::answer);
    http.start();
    grpc = new GrpcPod("own-0", (call, _) -> GrpcPod.echo(call));
    server = new RunningServer(directory, SecurityConfig.OPEN, PayloadLogConfig.NONE);
    server.forward("own", forwarding.to("service default/own", List.of(destination())));
    server.log(Map.of("default/own", new LoggedName("mine", "transformer", log(Mode.ALL))));
    channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.address().getPort())
            .overrideAuthority("localhost")
            .usePlaintext()
            .build();
  }

  private Destination destination() {
    return new Destination(
        "own-0", "127.0.0.1", http.getAddress().getPort(), grpc.destination().grpcPort());
  }

  private ServiceLogConfig log(Mode mode) {
    return new ServiceLogConfig(
        io.slipway.modelserver.payload.Destination.parse(collector.url()),
        mode,
        List.of("X-Request-Id"),
        Map.of("team", "blue"),
        LogOptions.DEFAULTS);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
    http.stop(0);
    grpc.close();
    forwarding.close();
    collector.close();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "text/plain");
    switch (exchange.getRequestURI().getPath()) {
      case "/large" -> {
        exchange.sendResponseHeaders(200, 0); // in parts
        for (int i = 0; i < 1_000; i++) {
          exchange.getResponseBody().write(body);
        }
      }
      case "/broken" -> {
        exchange.sendResponseHeaders(500, body.length);
        exchange.getResponseBody().write(body);
      }
      default -> {
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      }
    }
    exchange.close();
  }

  /** As they were sent: requests first. */
  private List<Event> events(int count) throws InterruptedException {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(collector.next());
    }
    events.sort(Comparator.comparing(event -> event.attribute("type")));
    return events;
  }

  private static List<String> types(List<Event> events) {
    return events.stream().map(event -> event.attribute("type")).toList();
  }

  @Test
  void requestAndAnswerOverHttpAreTheServices() throws Exception {
    HttpResponse<String> answer =
        server.post(
            PATH + "/v1/models/own:predict",
            "{\"a\": 1}",
            "Content-Type",
            "application/json",
            "X-Request-Id",
            "r-1",
            "Ce-Id",
            "e-7");

    assertThat(answer.statusCode()).isEqualTo(200);
    List<Event> events = events(2);
    assertThat(types(events)).containsExactly(REQUEST, RESPONSE);
    for (Event event : events) {
      assertThat(event.text()).isEqualTo("{\"a\": 1}");
      assertThat(event.attribute("id")).isEqualTo("e-7");
      assertThat(event.attribute("source")).isEqualTo("/serving/default/mine");
      assertThat(event.attribute("inferenceservicename")).isEqualTo("mine");
      assertThat(event.attribute("component")).isEqualTo("transformer");
      assertThat(event.attribute("metadata")).isEqualTo("{\"X-Request-Id\":[\"r-1\"]}");
      assertThat(event.attribute("annotations")).isEqualTo("{\"team\":\"blue\"}");
    }
    assertThat(events.getFirst().headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(events.getLast().headers().getFirst("Content-Type")).isEqualTo("text/plain");
  }

  @Test
  void anAnswerInPartsIsLoggedWhole() throws Exception {
    String part = "0123456789".repeat(100);

    HttpResponse<String> answer = server.post(PATH + "/large", part);

    assertThat(answer.body()).isEqualTo(part.repeat(1_000));
    List<Event> events = events(2);
    assertThat(types(events)).containsExactly(REQUEST, RESPONSE);
    assertThat(events.getLast().text()).isEqualTo(answer.body());
  }

  @Test
  void answersThatAreNoneAndRequestsWithoutAPayloadAreNotLogged() throws Exception {
    assertThat(server.get(PATH + "/page").statusCode()).isEqualTo(200);
    assertThat(server.post(PATH + "/broken", "first").statusCode()).isEqualTo(500);
    assertThat(events(1).getFirst().text()).isEqualTo("first");

    assertThat(server.post(PATH + "/v1", "second").statusCode()).isEqualTo(200);
    assertThat(types(events(2))).containsExactly(REQUEST, RESPONSE);
    assertThat(collector.waiting()).isZero();
  }

  @Test
  void messagesOfCallsAreLogged() throws Exception {
    StreamCall call =
        new StreamCall(
                channel, "inference.GRPCInferenceService/ModelInfer", CallOptions.DEFAULT, OWN)
            .send("hello".getBytes(UTF_8))
            .halfClose();

    assertThat(call.next()).asString(UTF_8).isEqualTo("hello");
    List<Event> events = events(2);
    assertThat(types(events)).containsExactly(REQUEST, RESPONSE);
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.text()).isEqualTo("hello");
          assertThat(event.attribute("id")).isEqualTo("e-7");
          assertThat(event.headers().getFirst("Content-Type")).isEqualTo("application/protobuf");
        });
  }

  @Test
  void messagesOfAStreamHaveTheIdOfTheirCall() throws Exception {
    StreamCall call =
        new StreamCall(
            channel, "inference.GRPCInferenceService/ModelStreamInfer", CallOptions.DEFAULT, OWN);
    call.send("one".getBytes(UTF_8)).next();
    call.send("two".getBytes(UTF_8)).next();
    call.halfClose();

    assertThat(call.status().isOk()).isTrue();
    List<Event> events = events(4);
    assertThat(types(events)).containsExactly(REQUEST, REQUEST, RESPONSE, RESPONSE);
    assertThat(events).extracting(event -> event.attribute("id")).containsOnly("e-7");
    assertThat(events)
        .extracting(Event::text)
        .containsExactlyInAnyOrder("one", "two", "one", "two");
  }
}
