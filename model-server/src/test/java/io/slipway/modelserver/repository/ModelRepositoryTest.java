// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.testing.Answer;
import io.slipway.modelserver.testing.FakeEngine;
import io.slipway.modelserver.testing.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {
  @TempDir private Path directory;
  private final Requests requests = new Requests();
  private final FakeEngine engine = new FakeEngine();
  private ModelRepository repository;

  @SuppressWarnings("NullAway.Init") // set before each test
  ModelRepositoryTest() {}

  @BeforeEach
  void newRepository() {
    repository =
        new ModelRepository(
            new Engines(List.of(engine)),
            directory,
            (_, _, _) -> {
              throw new AssertionError("the fake allocates nothing");
            },
            () -> 0);
  }

  @Test
  void servesWhatItLoaded() throws Exception {
    assertThat(load("m", "1", "good.fake").state()).isEqualTo(ModelState.READY);

    assertThat(infer("m", null).outputs()).containsExactly("x", "y");
  }

  @Test
  void answersWithTheHighestReadyVersionByNumber() throws Exception {
    load("m", "2", "good.fake");
    load("m", "10", "good.fake");
    load("m", "11", "broken.fake");

    assertThat(repository.versions("m"))
        .extracting(status -> status.id().version())
        .containsExactly("2", "10", "11");
    infer("m", null).outputs();
    assertThat(engine.loaded().get(1).runs()).isEqualTo(1);
    infer("m", "2").outputs();
    assertThat(engine.loaded().get(0).runs()).isEqualTo(1);
  }

  @Test
  void sendsRequestsThatNameNoVersionWhereASplitSays() throws Exception {
    load("m", "1", "good.fake");
    load("m", "2", "good.fake");
    assertThat(repository.choose("m")).isNull();

    repository.split(
        Map.of(
            "m",
            new TrafficSplit(
                List.of(new TrafficSplit.Share("2", 0), new TrafficSplit.Share("1", 100)))));

    assertThat(repository.choose("m")).isEqualTo("1");
    assertThat(repository.choose("other")).isNull();
    assertThat(repository.model("m", null).orElseThrow().id().version()).isEqualTo("1");

    repository.unload(new ModelId("m", "1"));
    assertThat(repository.choose("m")).isNull();
    assertThat(repository.model("m", null).orElseThrow().id().version()).isEqualTo("2");
  }

  @Test
  void aModelThatFindsNoMemoryFailsAndTheOthersAreServed() throws Exception {
    ModelStatus huge = load("huge", "1", "huge.fake");
    load("m", "1", "good.fake");

    assertThat(huge.state()).isEqualTo(ModelState.FAILED);
    assertThat(huge.reason()).contains("OutOfMemoryError", "as if the model were too large");
    infer("m", null).outputs();
  }

  @Test
  void keepsTheReasonOfAFailedLoadAndServesTheOthers() throws Exception {
    ModelStatus broken = load("bad", "1", "broken.fake");
    load("m", "1", "good.fake");

    assertThat(broken.state()).isEqualTo(ModelState.FAILED);
    assertThat(broken.reason()).endsWith("broken.fake is not a fake model");
    assertThat(infer("bad", null).failure())
        .hasMessageContaining("model 'bad' is not ready: FAILED")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(infer("m", null).outputs()).isNotEmpty();
  }

  @Test
  void saysWhichFileIsMissing() {
    ModelStatus status = repository.load(spec("m", "1", null, directory.resolve("absent.fake")));

    assertThat(status.reason())
        .isEqualTo("model file not found: " + directory.resolve("absent.fake"));
  }

  @Test
  void saysWhichFormatsThereAre() throws IOException {
    ModelStatus status =
        repository.load(spec("m", "1", "sklearn", Files.createFile(directory.resolve("x.fake"))));

    assertThat(status.reason())
        .isEqualTo("no engine for the model format 'sklearn' (present: [fake])");
  }

  @Test
  void doesNotKnowOtherModelsAndVersions() throws Exception {
    load("m", "1", "good.fake");

    assertThat(infer("other", null).failure()).hasMessage("model 'other' not found");
    assertThat(infer("m", "2").failure()).hasMessage("model 'm' has no version '2'");
    assertThat(requests.open()).isZero();
  }

  @Test
  void refusesToLoadAVersionTwiceButRetriesAFailedOne() throws IOException {
    load("m", "1", "broken.fake");
    assertThat(load("m", "1", "good.fake").state()).isEqualTo(ModelState.READY);

    assertThatThrownBy(() -> load("m", "1", "good.fake"))
        .isInstanceOf(ServingException.class)
        .hasMessage("model 'm/1' is already READY");
  }

  @Test
  void unloadingReturnsTheMemoryAndForgetsTheVersion() throws Exception {
    load("m", "1", "good.fake");
    repository.unload(new ModelId("m", "1"));

    assertThat(engine.loaded().getFirst().closed()).isTrue();
    assertThat(repository.models()).isEmpty();
    assertThatThrownBy(() -> repository.unload(new ModelId("m", "1")))
        .hasMessage("model 'm' has no version '1'");
  }

  @Test
  void unloadsEverythingAtTheEnd() throws Exception {
    load("a", "1", "good.fake");
    load("b", "1", "good.fake");
    load("c", "1", "broken.fake");
    repository.unloadAll();

    assertThat(engine.loaded()).allMatch(model -> model.closed());
    assertThat(repository.models()).isEmpty();
  }

  private Answer infer(String model, @Nullable String version) {
    InferenceRequest template = requests.fitting();
    Answer answer = new Answer();
    repository.infer(
        new InferenceRequest(
            model,
            version,
            template.id(),
            Map.of(),
            template.inputs(),
            List.of(),
            template.deadline()),
        answer);
    return answer;
  }

  private ModelStatus load(String name, String version, String file) throws IOException {
    Path path = directory.resolve(file);
    if (!Files.exists(path)) {
      Files.createFile(path);
    }
    return repository.load(spec(name, version, "fake", path));
  }

  private static ModelSpec spec(String name, String version, @Nullable String format, Path path) {
    return new ModelSpec(
        new ModelId(name, version),
        format,
        () -> ModelFiles.of(path),
        Map.of(),
        ExecutionConfig.forCores(1));
  }
}
