// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.repository.RepositoryConfig.Mode;
import io.slipway.modelserver.testing.Answer;
import io.slipway.modelserver.testing.FakeEngine;
import io.slipway.modelserver.testing.Requests;
import io.slipway.transport.codec.repository.IndexEntry;
import io.slipway.transport.codec.repository.LoadRequest;
import io.slipway.transport.codec.repository.LoadRequest.FileOverride;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryControlTest {
  @TempDir private Path folder;
  private final FakeEngine engine = new FakeEngine();
  private Path root;
  private ModelRepository models;

  @SuppressWarnings("NullAway.Init") // set before each test
  RepositoryControlTest() {}

  @BeforeEach
  void newRepository() throws IOException {
    root = Files.createDirectory(folder.resolve("models"));
    models =
        new ModelRepository(
            new Engines(List.of(engine)),
            folder,
            (_, _, _) -> {
              throw new AssertionError("the fake allocates nothing");
            },
            () -> 0);
  }

  @Test
  void startsWithEveryModelUnlessClientsDecide() throws Exception {
    model("a", "1");
    model("b", "1", "2");

    assertThat(control(Mode.NONE).atStart()).containsExactly("a", "b");
    assertThat(control(Mode.POLL).atStart()).containsExactly("a", "b");
    assertThat(control(Mode.EXPLICIT).atStart()).isEmpty();
    assertThat(control(Mode.EXPLICIT, "b").atStart()).containsExactly("b");
    assertThat(control(Mode.EXPLICIT, "*").atStart()).containsExactly("a", "b");
  }

  @Test
  void aRepositoryThatIsNotThereIsNamed() throws IOException {
    Files.delete(root);

    assertThatThrownBy(() -> control(Mode.NONE).atStart())
        .hasMessage("model repository not found: " + root + " is not a directory");
  }

  @Test
  void servesTheVersionsOfThePolicy() throws Exception {
    model("m", "1", "2", "3");
    config("m", "version_policy { latest { num_versions: 2 } }");

    List<ModelStatus> versions = control(Mode.NONE).bringUp("m");

    assertThat(versions).allMatch(ModelStatus::ready);
    assertThat(versions).extracting(each -> each.id().version()).containsExactly("2", "3");
  }

  @Test
  void anotherNameInTheConfigurationIsRefused() throws Exception {
    model("m", "1");
    config("m", "name: \"other\"");

    assertThat(control(Mode.NONE).bringUp("m").getFirst().reason())
        .isEqualTo("the configuration names the model 'other' (expected: 'm', or no name)");
  }

  @Test
  void aModelInTwoRepositoriesIsServedFromNeither() throws Exception {
    model("m", "1");
    Path second = Files.createDirectory(folder.resolve("second"));
    Files.createDirectories(second.resolve("m/1"));
    RepositoryControl control =
        new RepositoryControl(models, config(List.of(root, second), Mode.EXPLICIT, List.of()));

    assertThatThrownBy(() -> control.load(null, "m", LoadRequest.PLAIN))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    assertThat(control.index(null, false).getFirst().reason())
        .startsWith("the model is in several places: ");
    control.load("models", "m", LoadRequest.PLAIN);
    assertThat(state("m")).isEqualTo("1:READY");
  }

  @Test
  void aPollLoadsNewVersionsAndDropsOldOnes() throws Exception {
    model("m", "1");
    RepositoryControl control = control(Mode.POLL);
    control.bringUp("m");

    model("m", "2");
    control.poll();
    assertThat(state("m")).isEqualTo("2:READY");
    assertThat(engine.loaded().getFirst().closed()).isTrue();

    model("n", "5");
    delete(root.resolve("m"));
    control.poll();
    assertThat(state("m")).isEmpty();
    assertThat(state("n")).isEqualTo("5:READY");
  }

  @Test
  void aPollLeavesWhatHasNotChanged() throws Exception {
    model("m", "1", "2");
    config("m", "version_policy { all { } }");
    RepositoryControl control = control(Mode.POLL);
    control.bringUp("m");

    control.poll();
    assertThat(engine.loaded()).hasSize(2);
    model("m", "3");
    control.poll();
    assertThat(state("m")).isEqualTo("1:READY 2:READY 3:READY");
    assertThat(engine.loaded()).hasSize(3);
    config("m", "version_policy { all { } } max_batch_size: 4");
    control.poll();
    assertThat(engine.loaded()).hasSize(6);
    assertThat(models.config("m", null).integer("max_batch_size")).isEqualTo(4);
  }

  @Test
  void whatCannotBeLoadedLeavesWhatIsServed() throws Exception {
    model("m", "1");
    RepositoryControl control = control(Mode.POLL);
    control.bringUp("m");

    Files.createDirectory(root.resolve("m/2"));
    Files.createFile(root.resolve("m/2/broken.fake"));
    control.poll();
    assertThat(state("m")).isEqualTo("1:READY 2:FAILED");

    config("m", "max_batch_size: many");
    control.poll();
    assertThat(state("m")).isEqualTo("1:READY 2:FAILED");

    Files.delete(root.resolve("m/config.pbtxt"));
    Files.delete(root.resolve("m/2/broken.fake"));
    Files.createFile(root.resolve("m/2/good.fake"));
    control.poll();
    assertThat(state("m")).isEqualTo("2:READY");
  }

  @Test
  void aFaultOfAModelThatWasNeverServedIsItsState() throws Exception {
    model("m", "1");
    config("m", "model_operations { }");
    RepositoryControl control = control(Mode.POLL);

    assertThat(control.bringUp("m").getFirst().reason())
        .contains("config.pbtxt:1:1: model_operations is not supported");
    config("m", "");
    control.poll();
    assertThat(state("m")).isEqualTo("1:READY");
  }

  @Test
  void aChangedModelAnswersUntilTheNewOneIsReady() throws Exception {
    model("m", "1");
    RepositoryControl control = control(Mode.POLL);
    control.bringUp("m");
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    engine
        .loaded()
        .getFirst()
        .onRun(() -> {
          running.countDown();
          goOn.await();
        });
    Answer answer = new Answer();
    models.infer(new Requests().fitting(), answer);
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    Files.writeString(root.resolve("m/1/model.fake"), "changed");
    Thread polling = Thread.ofPlatform().start(() -> poll(control));
    Awaitility.await()
        .until(() -> {
          models.infer(new Requests().fitting(), new Answer());
          return engine.loaded().size() == 2 && engine.loaded().getLast().runs() > 0;
        });
    assertThat(engine.loaded().getFirst().closed()).isFalse();
    goOn.countDown();
    assertThat(answer.outputs()).isNotEmpty();
    polling.join();
    assertThat(engine.loaded().getFirst().closed()).isTrue();
    assertThat(state("m")).isEqualTo("1:READY");
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "POLL"})
  void clientsLoadNothingUnlessTheyDecide(Mode mode) {
    RepositoryControl control = control(mode);

    assertThatThrownBy(() -> control.load(null, "m", LoadRequest.PLAIN))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED))
        .hasMessageContaining("(expected: explicit, by --model-control-mode)");
    assertThatThrownBy(() -> control.unload(null, "m", true)).isInstanceOf(ServingException.class);
  }

  @Test
  void clientsLoadAndUnload() throws Exception {
    model("m", "1");
    model("n", "1");
    RepositoryControl control = control(Mode.EXPLICIT);
    assertThat(control.index(null, false))
        .containsExactly(IndexEntry.notLoaded("m"), IndexEntry.notLoaded("n"));

    control.load(null, "m", LoadRequest.PLAIN);
    assertThat(control.index(null, true)).containsExactly(new IndexEntry("m", "1", "READY", ""));
    control.load(null, "m", LoadRequest.PLAIN);
    assertThat(engine.loaded()).as("it has not changed").hasSize(1);
    model("m", "2");
    control.load(null, "m", LoadRequest.PLAIN);
    assertThat(state("m")).isEqualTo("2:READY");

    control.unload(null, "m", true);
    assertThat(engine.loaded()).allMatch(model -> model.closed());
    assertThat(control.index(null, false))
        .containsExactly(
            new IndexEntry("m", "2", "UNAVAILABLE", "unloaded"), IndexEntry.notLoaded("n"));
    assertThat(control.index(null, true)).isEmpty();
    control.unload(null, "m", false);
    control.load("models", "m", LoadRequest.PLAIN);
    assertThat(state("m")).isEqualTo("2:READY");
  }

  @Test
  void aModelOrRepositoryThatIsNotThereIsNotFound() {
    RepositoryControl control = control(Mode.EXPLICIT);

    assertThatThrownBy(() -> control.load(null, "m", LoadRequest.PLAIN))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("failed to load 'm': model 'm' is in no repository");
    assertThatThrownBy(() -> control.unload(null, "m", false)).hasMessage("model 'm' not found");
    assertThatThrownBy(() -> control.index("other", false))
        .hasMessage("model repository 'other' not found");
  }

  /** As users of Triton complained: the second attempt must not seem to succeed. */
  @Test
  void aFailedLoadFailsAgainAndItsReasonIsInTheIndex() throws Exception {
    Files.createDirectories(root.resolve("m/1"));
    Files.createFile(root.resolve("m/1/broken.fake"));
    RepositoryControl control = control(Mode.EXPLICIT);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> control.load(null, "m", LoadRequest.PLAIN))
          .isInstanceOfSatisfying(
              ServingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageStartingWith("failed to load 'm': version 1: ")
          .hasMessageEndingWith("broken.fake is not a fake model");
    }
    assertThat(control.index(null, false).getFirst().state()).isEqualTo("UNAVAILABLE");
    assertThat(control.index(null, false).getFirst().reason()).endsWith("is not a fake model");
    control.unload(null, "m", false);
    assertThat(state("m")).isEmpty();
  }

  /** What goes on is not what is there now. */
  @Test
  void aReloadThatFailsFailsAgain() throws Exception {
    model("m", "1");
    RepositoryControl control = control(Mode.EXPLICIT);
    control.load(null, "m", LoadRequest.PLAIN);
    Files.move(root.resolve("m/1/model.fake"), root.resolve("m/1/broken.fake"));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> control.load(null, "m", LoadRequest.PLAIN))
          .hasMessageEndingWith("broken.fake is not a fake model");
      assertThat(state("m")).isEqualTo("1:READY");
    }
    Files.move(root.resolve("m/1/broken.fake"), root.resolve("m/1/model.fake"));
    control.load(null, "m", LoadRequest.PLAIN);
    assertThat(state("m")).isEqualTo("1:READY");
  }

  @Test
  void aChangeBehindALinkIsOne() throws Exception {
    Path blob = Files.createDirectories(folder.resolve("blobs/of-m")).resolve("model.fake");
    Files.createFile(blob);
    Files.createDirectories(root.resolve("m"));
    Files.createSymbolicLink(root.resolve("m/1"), blob.getParent());
    RepositoryControl control = control(Mode.EXPLICIT);
    control.load(null, "m", LoadRequest.PLAIN);
    Files.move(blob, blob.resolveSibling("broken.fake"));

    assertThatThrownBy(() -> control.load(null, "m", LoadRequest.PLAIN))
        .hasMessageEndingWith("broken.fake is not a fake model");
  }

  @Test
  void aConfigurationOfTheRequestTakesThePlaceOfTheRepositorys() throws Exception {
    model("m", "1", "2");
    config("m", "max_batch_size: 8");
    RepositoryControl control = control(Mode.EXPLICIT);

    control.load(
        null,
        "m",
        new LoadRequest(
            "{\"max_batch_size\": 2, \"version_policy\": {\"specific\": {\"versions\": [1]}}}",
            List.of()));
    assertThat(state("m")).isEqualTo("1:READY");
    assertThat(models.config("m", null).integer("max_batch_size")).isEqualTo(2);

    control.load(null, "m", LoadRequest.PLAIN);
    assertThat(state("m")).isEqualTo("2:READY");
    assertThat(models.config("m", null).integer("max_batch_size")).isEqualTo(8);
  }

  @Test
  void filesOfTheRequestAreLoadedAndNotKept() throws Exception {
    RepositoryControl control = control(Mode.EXPLICIT);

    control.load(null, "up", new LoadRequest("{}", List.of(file("3/model.fake"))));

    assertThat(state("up")).isEqualTo("3:READY");
    assertThat(control.index(null, false)).containsExactly(new IndexEntry("up", "3", "READY", ""));
    assertThat(folder.resolve("uploads")).isEmptyDirectory();
    assertThatThrownBy(() -> control.load(null, "up", LoadRequest.PLAIN))
        .hasMessage("failed to load 'up': model 'up' is in no repository");
    assertThat(state("up")).isEqualTo("3:READY");
    control.unload(null, "up", false);
    assertThat(control.index(null, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/x",
        "../x",
        "1/../../x",
        "1//x",
        "1/",
        "./x",
        "a\\b",
        "1/2/3/4/5/6/7/8/9"
      })
  void aFileCannotLeaveTheModel(String path) {
    assertThatThrownBy(() ->
            control(Mode.EXPLICIT).load(null, "up", new LoadRequest("{}", List.of(file(path)))))
        .isInstanceOf(ServingException.class)
        .hasMessage(
            "failed to load 'up': 'file:"
                + path
                + "' is no path inside the model (expected: such as file:1/model.onnx)");
    assertThat(folder.resolve("uploads")).isEmptyDirectory();
  }

  /** As Triton's own example tries: longer than any file system takes. */
  @Test
  void aFileCannotHaveANameThatIsTooLong() {
    String name = "ü".repeat(128);
    assertThatThrownBy(() ->
            control(Mode.EXPLICIT)
                .load(null, "up", new LoadRequest("{}", List.of(file("1/" + name)))))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("is no path inside the model");
    assertThat(folder.resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void aFileCannotBeADirectoryToo() {
    for (List<String> paths : List.of(List.of("1", "1/model.fake"), List.of("1/model.fake", "1"))) {
      LoadRequest both =
          new LoadRequest("{}", paths.stream().map(RepositoryControlTest::file).toList());
      assertThatThrownBy(() -> control(Mode.EXPLICIT).load(null, "up", both))
          .isInstanceOfSatisfying(
              ServingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageContaining("another file of the request");
    }
  }

  @Test
  void filesNeedAConfiguration() {
    assertThatThrownBy(() ->
            control(Mode.EXPLICIT)
                .load(null, "up", new LoadRequest(null, List.of(file("1/model.fake")))))
        .hasMessageStartingWith(
            "failed to load 'up': the request has files and no parameter 'config'");
  }

  @Test
  void aFailedOverrideLeavesWhatIsServed() throws Exception {
    model("m", "1");
    RepositoryControl control = control(Mode.EXPLICIT);
    control.load(null, "m", LoadRequest.PLAIN);

    assertThatThrownBy(
            () -> control.load(null, "m", new LoadRequest("{}", List.of(file("1/broken.fake")))))
        .hasMessageContaining("is not a fake model");
    assertThat(state("m")).isEqualTo("1:READY");
    assertThat(engine.loaded().getFirst().closed()).isFalse();
  }

  @Test
  void mlserversSettingsNameTheirModel() throws Exception {
    Path directory = Files.createDirectory(root.resolve("some-folder"));
    Files.createFile(directory.resolve("model.fake"));
    Files.writeString(directory.resolve("model-settings.json"), "{\"name\": \"mine\"}");
    RepositoryControl control = control(Mode.NONE);

    assertThat(control.atStart()).containsExactly("mine");
    control.bringUp("mine");
    assertThat(state("mine")).isEqualTo("1:READY");
  }

  private String state(String name) {
    List<String> states = new ArrayList<>();
    for (ModelStatus status : models.versions(name)) {
      states.add(status.id().version() + ":" + status.state());
    }
    return String.join(" ", states);
  }

  private static FileOverride file(String path) {
    return new FileOverride(path, out -> out.write("content".getBytes(UTF_8)));
  }

  private static void poll(RepositoryControl control) {
    try {
      control.poll();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void model(String name, String... versions) throws IOException {
    for (String version : versions) {
      Path directory = Files.createDirectories(root.resolve(name).resolve(version));
      Files.createFile(directory.resolve("model.fake"));
    }
  }

  private void config(String name, String text) throws IOException {
    Files.writeString(root.resolve(name).resolve("config.pbtxt"), text);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private RepositoryControl control(Mode mode, String... startWith) {
    return new RepositoryControl(models, config(List.of(root), mode, List.of(startWith)));
  }

  private RepositoryConfig config(List<Path> roots, Mode mode, List<String> startWith) {
    return new RepositoryConfig(
        roots,
        Map.of(),
        mode,
        Duration.ofSeconds(1),
        startWith,
        ExecutionConfig.forCores(1),
        folder.resolve("uploads"));
  }
}
