// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.api.route.RequestRules;
import io.slipway.api.route.RouteTable;
import io.slipway.api.route.RouteTable.Backend;
import io.slipway.api.route.RouteTable.Entry;
import io.slipway.api.route.RouteTable.Share;
import io.slipway.cli.testing.Http;
import io.slipway.cli.testing.Iris;
import io.slipway.controlplane.agent.inprocess.ContainerListener;
import io.slipway.controlplane.agent.inprocess.ContainerLog;
import io.slipway.controlplane.agent.inprocess.ContainerRun;
import io.slipway.controlplane.agent.inprocess.CrashJournal;
import io.slipway.controlplane.agent.inprocess.Mount;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.inprocess.RunningContainer;
import io.slipway.modelserver.SecurityConfig;
import io.slipway.modelserver.access.HeaderRestrictions;
import io.slipway.modelserver.access.Limits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server without services, to which Pods come and from which they go. */
@Timeout(60)
class ModelServerImageIT {
  private static final String TOKENS =
      """
      one token-of-who-may-use-iris services=iris
      another token-of-who-may-use-other services=other
      """;

  @TempDir private Path directory;
  private Serving serving;
  private ModelServerImage image;

  @BeforeEach
  void start() throws Exception {
    serving = EmptyServing.start(directory.resolve("data"));
    image = serving.modelServerImage(EmptyServing.groups(serving, directory));
    Files.createDirectory(directory.resolve("model"));
    Files.copy(Iris.model(), directory.resolve("model/model.onnx"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    serving.stop();
  }

  @Test
  void servesThePodsOfARouteInAnyNamespace() throws Exception {
    Heard heard = new Heard();
    image.start(run("team", "00001", Map.of()), heard);
    assertThat(heard.events).containsExactly("ready true");
    assertThat(status("/serving/team/iris/v2/models/iris/ready")).isEqualTo(404);

    serving.router("127.0.0.1", EmptyServing.groups(serving, directory)).use(table("team"));

    Iris.assertAnswers(URI.create(serving.url() + "/serving/team/iris"), "iris");
    assertThat(status("/serving/team/iris-predictor/v2/models/iris/ready")).isEqualTo(200);
  }

  @Test
  void answersFromTheNewerRevisionAndKeepsNothingOfTheOld() throws Exception {
    Heard old = new Heard();
    RunningContainer first = image.start(run("default", "00009", Map.of()), old);
    serving.router("127.0.0.1", EmptyServing.groups(serving, directory)).use(table("default"));
    image.start(run("default", "00010", Map.of()), new Heard());
    Iris.assertAnswers(URI.create(serving.url()), "iris");

    first.stop(Duration.ofSeconds(5));

    await().until(() -> old.events.contains("exited 0 Completed"));
    Iris.assertAnswers(URI.create(serving.url()), "iris");
    assertThat(Http.get(URI.create(serving.url() + "/v2/models/iris")).body())
        .contains("\"versions\":[\"10\"]");
  }

  @Test
  void splitsRequestsAmongRevisionsAsTheRouteSays() throws Exception {
    image.start(run("default", "00001", Map.of()), new Heard());
    image.start(run("default", "00002", Map.of()), new Heard());
    Backend backend = new Backend("u", "p", ModelServerImage.NAME, "127.0.0.1", 8080, 8081);
    List<Share> shares =
        List.of(new Share("2", 0, List.of(backend)), new Share("1", 100, List.of(backend)));
    ServiceRoutes routes = serving.router("127.0.0.1", EmptyServing.groups(serving, directory));

    routes.use(new RouteTable(List.of(new Entry("default", "iris", "iris", shares))));

    assertThat(answeringVersion("/v2/models/iris/infer")).isEqualTo("1");
    assertThat(answeringVersion("/serving/default/iris/v2/models/iris/infer")).isEqualTo("1");
    assertThat(answeringVersion("/v2/models/iris/versions/2/infer")).isEqualTo("2");
    Iris.assertAnswers(URI.create(serving.url()), "iris");

    routes.use(table("default"));
    assertThat(answeringVersion("/v2/models/iris/infer")).isEqualTo("2");
  }

  private String answeringVersion(String path) throws Exception {
    String body = Http.post(URI.create(serving.url() + path), Iris.v2Request()).body();
    int at = body.indexOf("\"model_version\":\"") + "\"model_version\":\"".length();
    return body.substring(at, body.indexOf('"', at));
  }

  @Test
  void bothRevisionsOfACanaryHaveTheLimitsOfTheirService() throws Exception {
    image.start(run("default", "00001", Map.of()), new Heard());
    image.start(run("default", "00002", Map.of()), new Heard());
    Backend backend = new Backend("u", "p", ModelServerImage.NAME, "127.0.0.1", 8080, 8081);
    List<Share> shares =
        List.of(new Share("2", 50, List.of(backend)), new Share("1", 50, List.of(backend)));
    ServiceRoutes routes = serving.router("127.0.0.1", EmptyServing.groups(serving, directory));

    routes.use(limited(shares, "rate=0.01,burst=3"));

    assertThat(infer("/v2/models/iris/infer")).isEqualTo(200);
    assertThat(infer("/serving/default/iris/v2/models/iris/infer")).isEqualTo(200);
    assertThat(infer("/serving/default/iris-predictor/v2/models/iris/infer")).isEqualTo(200);
    assertThat(infer("/v2/models/iris/infer")).isEqualTo(429);
    assertThat(infer("/serving/default/iris/v2/models/iris/versions/1/infer")).isEqualTo(429);

    routes.use(limited(shares, null));
    assertThat(infer("/v2/models/iris/infer")).isEqualTo(200);
  }

  private int infer(String path) throws Exception {
    return Http.post(URI.create(serving.url() + path), Iris.v2Request()).statusCode();
  }

  private static RouteTable limited(List<Share> shares, @Nullable String limits) {
    RequestRules rules = new RequestRules("predictor", limits, null);
    return new RouteTable(
        List.of(
            new Entry("default", "iris", "iris", shares, "iris", rules),
            new Entry("default", "iris-predictor", "iris", shares, "iris", rules)));
  }

  @Test
  void sharesAModelAmongThePodsOfARevision() throws Exception {
    Heard one = new Heard();
    Heard other = new Heard();
    RunningContainer first = image.start(run("default", "00001", Map.of()), one);
    RunningContainer second = image.start(run("default", "00001", Map.of()), other);
    serving.router("127.0.0.1", EmptyServing.groups(serving, directory)).use(table("default"));

    first.stop(Duration.ofSeconds(5));
    await().until(() -> one.events.contains("exited 0 Completed"));
    Iris.assertAnswers(URI.create(serving.url()), "iris");

    second.stop(Duration.ofSeconds(5));
    await().until(() -> other.events.contains("exited 0 Completed"));
    assertThat(status("/v2/models/iris/ready")).isEqualTo(404);
  }

  @Test
  void aCrashOfASharedModelIsHeldAgainstAPodThatIsStillThere() throws IOException {
    List<String> passed = new CopyOnWriteArrayList<>();
    Heard one = new Heard();
    RunningContainer first =
        image.start(run("default", "00001", Map.of(), "uid-1", passedTo(passed)), one);
    image.start(run("default", "00001", Map.of(), "uid-2", CrashJournal.NONE), new Heard());
    assertThat(passed).isEmpty();

    first.stop(Duration.ofSeconds(5));

    await().until(() -> one.events.contains("exited 0 Completed"));
    assertThat(passed).containsExactly("running model iris: uid-2/kserve-container");
  }

  private static CrashJournal passedTo(List<String> passed) {
    return what ->
        new CrashJournal.Risk() {
          @Override
          public void begin() {
            // nothing ends this process
          }

          @Override
          public void end() {
            // nothing ends this process
          }

          @Override
          public void passTo(String podUid, String container) {
            passed.add(what + ": " + podUid + "/" + container);
          }

          @Override
          public void close() {
            // nothing ends this process
          }
        };
  }

  @Test
  void endsWithTheReasonWhenAModelCannotBeLoaded() throws IOException {
    Files.writeString(directory.resolve("model/model.onnx"), "not a model");
    Heard heard = new Heard();

    image.start(run("default", "00001", Map.of()), heard);

    assertThat(heard.events).singleElement().asString().startsWith("exited 1 Error");
    assertThat(heard.message).isNotEmpty();
    Files.copy(
        Iris.model(), directory.resolve("model/model.onnx"), StandardCopyOption.REPLACE_EXISTING);
    Heard again = new Heard();
    image.start(run("default", "00001", Map.of()), again);
    assertThat(again.events).containsExactly("ready true");
  }

  @Test
  void refusesWhatItDoesNotDoForPods() {
    assertThatThrownBy(() ->
            image.start(
                run("default", "00001", Map.of("slipway.io/limits", "rate=5")), new Heard()))
        .hasMessageContaining("metadata.annotations[slipway.io/limits]");
  }

  @Test
  void aNameOfItsOwnIsKnownToItsServiceOnly() throws Exception {
    image.start(named("iris", "--model_name=flowers"), new Heard());
    serving.router("127.0.0.1", EmptyServing.groups(serving, directory)).use(table("default"));

    Iris.assertAnswers(URI.create(serving.url() + "/serving/default/iris"), "flowers");
    assertThat(status("/serving/default/iris/v2/models/iris/ready")).isEqualTo(404);
    assertThat(status("/v2/models/flowers/ready")).isEqualTo(404);
    assertThat(status("/v2/models/iris/ready")).isEqualTo(404);
  }

  @Test
  void aModelNamedAsAnotherServiceDoesNotAnswerForIt() throws Exception {
    Heard heard = new Heard();
    RunningContainer other = image.start(named("other", "--model_name", "iris"), heard);
    assertThat(status("/v2/models/iris/ready")).isEqualTo(404);
    image.start(run("default", "00001", Map.of()), new Heard());
    serving.router("127.0.0.1", EmptyServing.groups(serving, directory)).use(table("default"));

    other.stop(Duration.ofSeconds(5));

    await().until(() -> heard.events.contains("exited 0 Completed"));
    Iris.assertAnswers(URI.create(serving.url() + "/serving/default/iris"), "iris");
    Iris.assertAnswers(URI.create(serving.url()), "iris");
  }

  @Test
  void whoMayUseAServiceMayNotUseAModelOfItsNameInAnother() throws Exception {
    startWithTokens();
    image.start(named("iris", "--model_name=other"), new Heard());

    serving.router("127.0.0.1", EmptyServing.groups(serving, directory)).use(table("default"));

    String model = "/serving/default/iris/v2/models/other";
    assertThat(status(model, "token-of-who-may-use-iris")).isEqualTo(200);
    assertThat(status(model, "token-of-who-may-use-other")).isNotEqualTo(200);
  }

  @Test
  void theFrontSaysWhatIsAskedThere() throws Exception {
    String address = Serving.hostAndPort(serving.httpAddress());
    assertThat(serving.front(() -> "p").asksWhoCalls()).isFalse();
    assertThat(serving.front(() -> "p").scheme() + address).isEqualTo(serving.url());

    startWithTokens();

    assertThat(serving.front(() -> "p").asksWhoCalls()).isTrue();
    assertThat(serving.front(() -> "p").encrypted()).isFalse();
  }

  private void startWithTokens() throws Exception {
    stop();
    Path tokens = Files.writeString(directory.resolve("tokens"), TOKENS);
    Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
    serving =
        EmptyServing.start(
            directory.resolve("data"),
            new SecurityConfig(
                null,
                tokens,
                HeaderRestrictions.NONE,
                HeaderRestrictions.NONE,
                Limits.NONE,
                Limits.NONE,
                Map.of()));
    image = serving.modelServerImage(EmptyServing.groups(serving, directory));
  }

  private int status(String path, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(serving.url() + path))
            .header("Authorization", "Bearer " + token)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void revisionsOfANameOfTheirOwnShareTheRequestsAsTheRouteSays() throws Exception {
    image.start(revision("00001", "iris", "--model_name=flowers"), new Heard());
    image.start(revision("00002", "iris", "--model_name=flowers"), new Heard());
    Backend backend = new Backend("u", "p", ModelServerImage.NAME, "127.0.0.1", 8080, 8081);
    List<Share> shares =
        List.of(new Share("2", 0, List.of(backend)), new Share("1", 100, List.of(backend)));
    ServiceRoutes routes = serving.router("127.0.0.1", EmptyServing.groups(serving, directory));
    String path = "/serving/default/iris/v2/models/flowers/infer";

    routes.use(new RouteTable(List.of(new Entry("default", "iris", "iris", shares))));
    assertThat(answeringVersion(path)).isEqualTo("1");

    List<Share> whole = List.of(new Share("2", 100, List.of(backend)));
    routes.use(new RouteTable(List.of(new Entry("default", "iris", "iris", whole))));
    assertThat(answeringVersion(path)).isEqualTo("2");
  }

  private ContainerRun named(String service, String... name) {
    return revision("00001", service, name);
  }

  private ContainerRun revision(String number, String service, String... name) {
    List<String> args = new ArrayList<>(List.of("--model_name=" + service));
    args.add("--model_dir=/mnt/models");
    args.addAll(List.of(name));
    Map<String, String> labels =
        Map.of("slipway.io/revision", number, "serving.kserve.io/inferenceservice", service);
    return new ContainerRun(
        new PodIdentity("default", "pod-" + number, "uid-" + service + number, labels, Map.of()),
        "kserve-container",
        ModelServerImage.NAME,
        List.of(),
        args,
        Map.of(),
        List.of(new Mount("/mnt/models", directory.resolve("model"), true)),
        ContainerLog.NONE,
        CrashJournal.NONE);
  }

  private int status(String path) throws Exception {
    return Http.get(URI.create(serving.url() + path)).statusCode();
  }

  private static RouteTable table(String namespace) {
    Backend backend = new Backend("u", "p", ModelServerImage.NAME, "127.0.0.1", 8080, 8081);
    List<Share> shares = List.of(new Share("1", 100, List.of(backend)));
    return new RouteTable(
        List.of(
            new Entry(namespace, "iris", "iris", shares),
            new Entry(namespace, "iris-predictor", "iris", shares)));
  }

  private ContainerRun run(String namespace, String revision, Map<String, String> annotations) {
    return run(namespace, revision, annotations, "uid", CrashJournal.NONE);
  }

  private ContainerRun run(
      String namespace,
      String revision,
      Map<String, String> annotations,
      String uid,
      CrashJournal journal) {
    return new ContainerRun(
        new PodIdentity(
            namespace, "pod", uid, Map.of("slipway.io/revision", revision), annotations),
        "kserve-container",
        ModelServerImage.NAME,
        List.of(),
        List.of("--model_name=iris", "--model_dir=/mnt/models", "--workers=1"),
        Map.of(),
        List.of(new Mount("/mnt/models", directory.resolve("model"), true)),
        ContainerLog.NONE,
        journal);
  }

  private static final class Heard implements ContainerListener {
    final List<String> events = new CopyOnWriteArrayList<>();
    volatile String message = "";

    @Override
    public void ready(boolean ready) {
      events.add("ready " + ready);
    }

    @Override
    public void exited(int exitCode, String reason, String message) {
      this.message = message;
      events.add("exited " + exitCode + " " + reason);
    }
  }
}
