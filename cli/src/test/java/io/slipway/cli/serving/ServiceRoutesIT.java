// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.slipway.api.route.RequestRules;
import io.slipway.api.route.RouteTable;
import io.slipway.api.route.RouteTable.Backend;
import io.slipway.api.route.RouteTable.Entry;
import io.slipway.api.route.RouteTable.Share;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.HeaderRestrictions;
import io.slipway.modelserver.access.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for services whose Pods have ports of their own. */
@Timeout(60)
class ServiceRoutesIT {
  @TempDir private Path directory;
  private final List<HttpServer> pods = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private Serving serving;
  private ServiceRoutes routes;

  @BeforeEach
  void start() throws Exception {
    start(SecurityConfig.OPEN);
  }

  private void start(SecurityConfig security) throws Exception {
    serving = EmptyServing.start(directory.resolve("data"), security);
    routes = serving.router("127.0.0.1", EmptyServing.groups(serving, directory));
  }

  @AfterEach
  void stop() throws InterruptedException {
    serving.stop();
    routes.close();
    pods.forEach(pod -> pod.stop(0));
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void sendsRequestAndAnswerOnAsTheyAre() throws Exception {
    Backend pod =
        pod(exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String seen =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("X-Mine")
                  + " "
                  + new String(body, UTF_8);
          exchange.getResponseHeaders().add("X-Theirs", "yes");
          exchange.getResponseHeaders().add("Content-Type", "text/plain");
          answer(exchange, 418, seen.getBytes(UTF_8));
        });
    use("team", pod);

    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(serving.url() + "/serving/team/own/any%20path?q=1"))
                .header("X-Mine", "mine")
                .PUT(BodyPublishers.ofString("a body"))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(418);
    assertThat(answer.body()).isEqualTo("PUT /any%20path?q=1 mine a body");
    assertThat(answer.headers().firstValue("x-theirs")).hasValue("yes");
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain");
  }

  @Test
  void theNameOfAServiceOfTheDefaultNamespaceGoesBeforeThatOfAModel() throws Exception {
    use("default", pod(exchange -> answer(exchange, 200, uri(exchange))));

    assertThat(get("/v1/models/own:predict").body()).isEqualTo("/v1/models/own:predict");
    assertThat(get("/v2/models/own/ready").body()).isEqualTo("/v2/models/own/ready");
    assertThat(get("/v2/models/other/ready").statusCode()).isEqualTo(404);
  }

  @Test
  void sendsLargeBodiesBothWays() throws Exception {
    byte[] large = new byte[5_000_000];
    new Random(1).nextBytes(large);
    use("team", pod(exchange -> answer(exchange, 200, exchange.getRequestBody().readAllBytes())));

    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(serving.url() + "/serving/team/own/echo"))
                .POST(BodyPublishers.ofByteArray(large))
                .build(),
            BodyHandlers.ofByteArray());

    assertThat(answer.body()).isEqualTo(large);
  }

  @Test
  void sendsEachPartOfAnAnswerOnAsItComes() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    Backend pod =
        pod(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("first".getBytes(UTF_8));
          exchange.getResponseBody().flush();
          await(seen);
          exchange.getResponseBody().write(" second".getBytes(UTF_8));
          exchange.close();
        });
    use("team", pod);

    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(serving.url() + "/serving/team/own/events")).build(),
            BodyHandlers.ofInputStream());

    assertThat(new String(answer.body().readNBytes(5), UTF_8)).isEqualTo("first");
    seen.countDown();
    assertThat(new String(answer.body().readAllBytes(), UTF_8)).isEqualTo(" second");
  }

  @Test
  void goesToAnotherPodWhenOneCannotBeReached() throws Exception {
    Backend gone = pod(exchange -> answer(exchange, 200, new byte[0]));
    pods.removeLast().stop(0);
    use("team", gone, pod(exchange -> answer(exchange, 200, "here".getBytes(UTF_8))));

    for (int i = 0; i < 5; i++) {
      assertThat(get("/serving/team/own/").body()).isEqualTo("here");
    }
  }

  @Test
  void saysWhyNobodyAnswers() throws Exception {
    Backend gone = pod(exchange -> answer(exchange, 200, new byte[0]));
    pods.removeLast().stop(0);
    use("team", gone);

    HttpResponse<String> answer = get("/serving/team/own/");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("service team/own", "own-0", "cannot be reached");
  }

  @Test
  void aServiceWhosePodsAreAllAwayForAWhileIsNoUnknownModel() throws Exception {
    Backend pod = pod(exchange -> answer(exchange, 200, "here".getBytes(UTF_8)));
    use("team", pod);

    use("team");

    assertThat(get("/serving/team/own/v2/models/other/ready").statusCode()).isEqualTo(503);
    use("team", pod);
    assertThat(get("/serving/team/own/v2/models/other/ready").body()).isEqualTo("here");
  }

  /** As after a start, when it is not known yet what its Pods are. */
  @Test
  void aServiceOfWhichNobodyHasAnsweredYetIsNoUnknownModel() throws Exception {
    use("team");

    HttpResponse<String> answer = get("/serving/team/own/v2/models/other");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("no Pod of the service answers yet");
    assertThat(get("/serving/team/own/v2/models/other/ready").statusCode()).isEqualTo(503);
    assertThat(get("/v2/models/other").statusCode()).isEqualTo(404);
  }

  @Test
  void spreadsRequestsThatAreUnderWay() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    com.sun.net.httpserver.HttpHandler waits =
        exchange -> {
          both.countDown();
          await(both);
          answer(exchange, 200, "ok".getBytes(UTF_8));
        };
    use("team", pod(waits), pod(waits));

    var one = getAsync("/serving/team/own/");
    var other = getAsync("/serving/team/own/");

    assertThat(one.get(30, TimeUnit.SECONDS).body()).isEqualTo("ok");
    assertThat(other.get(30, TimeUnit.SECONDS).body()).isEqualTo("ok");
  }

  @Test
  void givesEachShareItsPart() throws Exception {
    Backend canary = pod(exchange -> answer(exchange, 200, "canary".getBytes(UTF_8)));
    Backend stable = pod(exchange -> answer(exchange, 200, "stable".getBytes(UTF_8)));
    List<Share> shares =
        List.of(
            new Share("3", 50, List.of()),
            new Share("2", 30, List.of(canary)),
            new Share("1", 70, List.of(stable)),
            new Share("0", 0, List.of(pod(exchange -> answer(exchange, 500, new byte[0])))));
    routes.use(new RouteTable(List.of(new Entry("team", "own", "own", shares))));

    int canaries = 0;
    for (int i = 0; i < 400; i++) {
      String body = get("/serving/team/own/").body();
      assertThat(body).isIn("canary", "stable");
      canaries += body.equals("canary") ? 1 : 0;
    }

    // 120 with a standard deviation of 9
    assertThat(canaries).isBetween(55, 185);
  }

  @Test
  void limitsHoldForAllNamesOfAService() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    Backend pod =
        pod(exchange -> {
          if (exchange.getRequestURI().getPath().equals("/slow")) {
            asked.countDown();
            await(answered);
          }
          answer(exchange, 200, "ok".getBytes(UTF_8));
        });
    limit("concurrent=1", pod);
    var slow = getAsync("/serving/team/own/slow");
    await(asked);

    HttpResponse<String> refused = get("/serving/team/own-predictor/ask");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("service 'team/own' has 1 requests under way");

    limit("concurrent=2", pod);
    assertThat(get("/serving/team/own/ask").statusCode()).isEqualTo(200);
    limit("concurrent=1", pod);
    assertThat(get("/serving/team/own/ask").statusCode()).isEqualTo(429);
    limit(null, pod);
    assertThat(get("/serving/team/own/ask").statusCode()).isEqualTo(200);

    answered.countDown();
    assertThat(slow.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void aServiceThatIsGoneLeavesNoUsedLimitToTheNextOfItsName() throws Exception {
    stop();
    start(
        new SecurityConfig(
            null,
            null,
            HeaderRestrictions.NONE,
            HeaderRestrictions.NONE,
            Limits.NONE,
            Limits.parse("rate=0.001,burst=1"),
            Map.of()));
    Backend pod = pod(exchange -> answer(exchange, 200, "ok".getBytes(UTF_8)));
    use("team", pod);
    assertThat(get("/serving/team/own/ask").statusCode()).isEqualTo(200);
    use("team", pod);
    assertThat(get("/serving/team/own/ask").statusCode()).isEqualTo(429);

    routes.use(new RouteTable(List.of()));
    use("team", pod);

    assertThat(get("/serving/team/own/ask").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/serving/default/own", ""})
  void explanationsAreAskedOfTheExplainer(String prefix) throws Exception {
    Backend predictor = pod(exchange -> answer(exchange, 200, "predictor".getBytes(UTF_8)));
    Backend explainer =
        pod(exchange ->
            answer(
                exchange,
                200,
                ("explainer " + exchange.getRequestURI().getPath()).getBytes(UTF_8)));

    explain(List.of(predictor), List.of(explainer));

    assertThat(get(prefix + "/v1/models/own:explain").body())
        .isEqualTo("explainer /v1/models/own:explain");
    assertThat(get(prefix + "/v1/models/own:predict").body()).isEqualTo("predictor");
    assertThat(get("/serving/default/own-explainer/v1/models/own").body())
        .isEqualTo("explainer /v1/models/own");
    explain(List.of(predictor), List.of());
    assertThat(get(prefix + "/v1/models/own:explain").statusCode()).isEqualTo(503);
  }

  @Test
  void anExplainerThatHasNotAnsweredYetIsNoModelHere() throws Exception {
    explain(List.of(), List.of());

    assertThat(get("/serving/default/own/v1/models/own:explain").statusCode()).isEqualTo(503);
  }

  @Test
  void aTransformerThatHasNotAnsweredYetIsNoModelHere() throws Exception {
    List<Backend> predictor =
        List.of(new Backend("uid", "own-0", ModelServerImage.NAME, "127.0.0.1", 8080, 8081));
    RouteTable table =
        new RouteTable(
            List.of(
                way("own", List.of(), "transformer"),
                way("own-predictor", predictor, "predictor")));
    routes.use(table);

    assertThat(get("/serving/default/own/v2/models/own/ready").statusCode()).isEqualTo(503);
    assertThat(get("/v2/models/own/ready").statusCode()).isEqualTo(503);
  }

  private void explain(List<Backend> predictors, List<Backend> explainers) {
    routes.use(
        new RouteTable(
            List.of(
                way("own", predictors, "predictor"),
                way("own-explainer", explainers, "explainer"))));
  }

  private static Entry way(String name, List<Backend> backends, String component) {
    List<Share> shares = List.of(new Share("1", 100, backends));
    RequestRules rules = new RequestRules(component, null, null);
    return new Entry("default", name, "own", shares, name, rules);
  }

  private void limit(@Nullable String limits, Backend pod) {
    List<Share> shares = List.of(new Share("1", 100, List.of(pod)));
    RequestRules rules = new RequestRules("predictor", limits, null);
    routes.use(
        new RouteTable(
            List.of(
                new Entry("team", "own", "own", shares, "own", rules),
                new Entry("team", "own-predictor", "own", shares, "own", rules))));
  }

  private Backend pod(com.sun.net.httpserver.HttpHandler handler) throws IOException {
    HttpServer pod =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pod.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    pod.createContext("/", handler);
    pod.start();
    pods.add(pod);
    String name = "own-" + (pods.size() - 1);
    return new Backend(
        "uid-" + name, name, "python", "127.0.0.1", pod.getAddress().getPort(), 8081);
  }

  private void use(String namespace, Backend... backends) {
    routes.use(
        new RouteTable(
            List.of(
                new Entry(
                    namespace, "own", "own", List.of(new Share("1", 100, List.of(backends)))))));
  }

  private static byte[] uri(HttpExchange exchange) {
    return exchange.getRequestURI().toString().getBytes(UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(serving.url() + path)).build(), BodyHandlers.ofString());
  }

  private java.util.concurrent.CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(serving.url() + path)).build(), BodyHandlers.ofString());
  }
}
