// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.DataType;
import io.slipway.modelserver.cache.ResponseCache;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.modelserver.repository.RepositoryConfig.Mode;
import io.slipway.modelserver.testing.Answer;
import io.slipway.modelserver.testing.CountedMemory;
import io.slipway.modelserver.testing.FakeEngine;
import io.slipway.modelserver.testing.Requests;
import io.slipway.transport.codec.modelconfig.ConfigMessage;
import io.slipway.transport.codec.repository.LoadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles and the models that they need, as repositories load and unload them. */
class EnsembleRepositoryTest {
  /** Of {@code m} and {@code n}. */
  static final String CONFIG =
      """
      platform: "ensemble"
      input [ { name: "A" data_type: TYPE_FP32 dims: [ -1, 2 ] },
              { name: "B" data_type: TYPE_INT64 dims: [ -1 ] } ]
      output { name: "O" data_type: TYPE_FP32 dims: [ -1, 2 ] }
      ensemble_scheduling {
        step { model_name: "m" model_version: -1
               input_map { key: "a" value: "A" } input_map { key: "b" value: "B" }
               output_map { key: "x" value: "T" } }
        step { model_name: "n" model_version: -1
               input_map { key: "a" value: "T" } input_map { key: "b" value: "B" }
               output_map { key: "y" value: "O" } }
      }
      """;

  @TempDir private Path folder;
  private final FakeEngine engine = new FakeEngine();
  private final Requests requests = new Requests();
  private final CountedMemory memory = new CountedMemory();
  private Path root;
  private ModelRepository models;

  @SuppressWarnings("NullAway.Init") // set before each test
  EnsembleRepositoryTest() {}

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
            System::nanoTime,
            new ResponseCache(1 << 20, memory));
    ensemble("ens", CONFIG);
  }

  @AfterEach
  void unload() throws InterruptedException {
    models.unloadAll();
    assertThat(requests.open()).isZero();
    assertThat(memory.open()).isZero();
  }

  private void ensemble(String name, String config) throws IOException {
    Files.createDirectories(root.resolve(name).resolve("1"));
    Files.writeString(root.resolve(name).resolve("config.pbtxt"), config);
  }

  private void model(String name) throws IOException {
    Path version = Files.createDirectories(root.resolve(name).resolve("1"));
    Files.createFile(version.resolve("model.fake"));
  }

  private void bothModels() throws IOException {
    model("m");
    model("n");
  }

  private RepositoryControl control(Mode mode, String... startWith) {
    return new RepositoryControl(
        models,
        new RepositoryConfig(
            List.of(root),
            Map.of(),
            mode,
            Duration.ofSeconds(1),
            List.of(startWith),
            ExecutionConfig.forCores(1),
            folder.resolve("uploads")));
  }

  private ModelState state(String name) {
    return models.model(name, null).map(ModelStatus::state).orElse(ModelState.UNLOADED);
  }

  private Answer infer(String model) {
    Answer answer = new Answer();
    models.infer(
        new InferenceRequest(
            model,
            null,
            null,
            Map.of(),
            List.of(
                requests.tensor("A", DataType.FP32, 3, 2), requests.tensor("B", DataType.INT64, 3)),
            List.of(),
            Deadline.NONE),
        answer);
    return answer;
  }

  private static LoadRequest asItIs() {
    return new LoadRequest(null, List.of());
  }

  @Test
  void itsModelsComeBeforeIt() throws Exception {
    bothModels();
    control(Mode.NONE).bringUp("ens");

    assertThat(state("m")).isEqualTo(ModelState.READY);
    assertThat(state("ens")).isEqualTo(ModelState.READY);
    assertThat(infer("ens").outputs()).containsExactly("O");
    assertThat(engine.loaded()).hasSize(2).allMatch(model -> model.runs() == 1);
  }

  @Test
  void itCountsForItself() throws Exception {
    bothModels();
    control(Mode.NONE).bringUp("ens");
    infer("ens").outputs();

    for (String name : List.of("ens", "m", "n")) {
      assertThat(models.statistics(new ModelId(name, "1")))
          .as(name)
          .satisfies(statistics -> assertThat(statistics.runs().count()).isEqualTo(1));
    }
  }

  @Test
  void ensemblesMayBeStepsOfOthers() throws Exception {
    bothModels();
    ensemble(
        "all",
        CONFIG
            .replace("\"m\"", "\"ens\"")
            .replace("key: \"a\" value: \"A\"", "key: \"A\" value: \"A\"")
            .replaceFirst("key: \"b\" value: \"B\"", "key: \"B\" value: \"B\"")
            .replace("key: \"x\"", "key: \"O\""));
    control(Mode.NONE).bringUp("all");

    assertThat(models.model("all", null).orElseThrow().reason()).isEmpty();
    assertThat(infer("all").outputs()).containsExactly("O");
    assertThat(engine.loaded()).extracting(model -> model.runs()).containsExactly(1, 2);
  }

  @Test
  void ensemblesThatNeedEachOtherFail() throws Exception {
    model("n");
    ensemble("m", CONFIG.replace("\"m\"", "\"ens\""));
    control(Mode.NONE).bringUp("ens");

    assertThat(state("ens")).isEqualTo(ModelState.FAILED);
    assertThat(state("m")).isEqualTo(ModelState.FAILED);
  }

  @Test
  void withoutAModelItFailsUntilThatIsThere() throws Exception {
    model("m");
    RepositoryControl control = control(Mode.POLL);

    assertThat(control.bringUp("ens").getFirst().reason()).isEqualTo("step 1: model 'n' not found");
    model("n");
    control.poll();
    assertThat(state("ens")).isEqualTo(ModelState.READY);
  }

  @Test
  void aModelThatIsGoneMakesItUnavailableUntilItIsBack() throws Exception {
    bothModels();
    RepositoryControl control = control(Mode.EXPLICIT);
    control.load(null, "ens", asItIs());
    control.unload(null, "n", false);

    assertThat(infer("ens").failure())
        .hasMessage("ensemble 'ens/1', step 1 (n): model 'n' not found")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.UNAVAILABLE);
    control.load(null, "n", asItIs());
    assertThat(infer("ens").outputs()).containsExactly("O");
  }

  @Test
  void clientsLoadItWithItsModels() throws Exception {
    bothModels();
    control(Mode.EXPLICIT).load(null, "ens", asItIs());

    assertThat(infer("ens").outputs()).containsExactly("O");
  }

  @Test
  void aLoadSaysWhichModelIsMissing() throws Exception {
    model("m");

    assertThatThrownBy(() -> control(Mode.EXPLICIT).load(null, "ens", asItIs()))
        .hasMessage("failed to load 'ens': model 'n' of a step: model 'n' is in no repository");
  }

  @Test
  void itsCachedAnswersAreThoseOfTheModelsThatItHasNow() throws Exception {
    bothModels();
    ensemble("ens", CONFIG + "response_cache { enable: true }");
    RepositoryControl control = control(Mode.EXPLICIT);
    control.load(null, "ens", asItIs());
    infer("ens").outputs();
    infer("ens").outputs();
    assertThat(engine.loaded()).allMatch(model -> model.runs() == 1);

    control.load(null, "m", new LoadRequest("{}", List.of()));
    infer("ens").outputs();
    assertThat(engine.loaded()).extracting(model -> model.runs()).containsExactly(1, 2, 1);
  }

  @Test
  void itsModelsStayWhenItGoes() throws Exception {
    bothModels();
    RepositoryControl control = control(Mode.EXPLICIT);
    control.load(null, "ens", asItIs());
    control.unload(null, "ens", false);

    assertThat(state("ens")).isEqualTo(ModelState.UNLOADED);
    assertThat(state("m")).isEqualTo(ModelState.READY);
  }

  @Test
  void itsModelsGoWithItIfThatIsWantedAndNobodyElseNeedsThem() throws Exception {
    bothModels();
    RepositoryControl control = control(Mode.EXPLICIT);
    control.load(null, "ens", asItIs());
    control.load(null, "m", asItIs());
    control.unload(null, "ens", true);

    assertThat(state("ens")).isEqualTo(ModelState.UNLOADED);
    assertThat(state("n")).isEqualTo(ModelState.UNLOADED);
    assertThat(state("m")).as("somebody asked for it").isEqualTo(ModelState.READY);
  }

  @Test
  void whatItBroughtAtTheStartGoesWithItAsWell() throws Exception {
    bothModels();
    RepositoryControl control = control(Mode.EXPLICIT, "ens", "m");
    control.bringUp("ens");
    control.unload(null, "ens", true);

    assertThat(state("n")).isEqualTo(ModelState.UNLOADED);
    assertThat(state("m")).isEqualTo(ModelState.READY);
  }

  @Test
  void itGoesWithAModelIfThatIsWanted() throws Exception {
    bothModels();
    RepositoryControl control = control(Mode.EXPLICIT);
    control.load(null, "ens", asItIs());
    control.unload(null, "m", true);

    assertThat(state("ens")).isEqualTo(ModelState.UNLOADED);
    assertThat(state("m")).isEqualTo(ModelState.UNLOADED);
  }

  @Test
  void aModelThatOtherEnsemblesUseStays() throws Exception {
    bothModels();
    ensemble("other", CONFIG);
    RepositoryControl control = control(Mode.EXPLICIT);
    control.load(null, "ens", asItIs());
    control.load(null, "other", asItIs());
    control.unload(null, "ens", true);

    assertThat(infer("other").outputs()).containsExactly("O");
  }

  @Test
  void itsConfigurationIsShownAsItWasGiven() throws Exception {
    bothModels();
    control(Mode.NONE).bringUp("ens");
    ConfigMessage config = models.config("ens", null);

    assertThat(config.text("name")).isEqualTo("ens");
    assertThat(config.text("platform")).isEqualTo("ensemble");
    assertThat(config.text("backend")).isEmpty();
    assertThat(config.text("default_model_filename")).isEmpty();
    assertThat(config.messages("instance_group")).isEmpty();
    ConfigMessage scheduling = config.message("ensemble_scheduling");
    assertThat(scheduling == null ? List.of() : scheduling.messages("step")).hasSize(2);
  }
}
