// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.runtimes.spi.LoadContext;
import io.slipway.runtimes.spi.LoadedModel;
import io.slipway.runtimes.spi.ModelSource;
import io.slipway.runtimes.spi.RuntimeProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every engine. An engine's test extends it and gives an example. */
public abstract class RuntimeContract {
  private static final int THREADS = 4;
  private static final int RUNS = 200;

  private final CountingAllocator allocator = new CountingAllocator();

  @TempDir Path directory;

  protected abstract RuntimeProvider provider();

  protected abstract ContractExample example();

  /** Where the engine may unpack things; shared by tests because that is slow. */
  protected abstract Path cacheDirectory();

  private LoadedModel load(Path path, Map<String, String> settings) {
    return provider()
        .load(
            new ModelSource(new ModelId("example", "1"), path, settings),
            new LoadContext(cacheDirectory(), allocator, 1));
  }

  private LoadedModel load() {
    return load(example().model(), Map.of());
  }

  private List<NamedTensor> inputs() {
    return example().inputs().stream().map(input -> input.allocate(allocator)).toList();
  }

  private List<TensorValue> run(LoadedModel model, List<NamedTensor> inputs, List<String> outputs) {
    List<NamedTensor> answer = List.of();
    try {
      answer = model.run(inputs, outputs);
      return TensorValue.of(answer);
    } finally {
      answer.forEach(NamedTensor::close);
      inputs.forEach(NamedTensor::close);
    }
  }

  private List<String> outputNames() {
    return example().outputs().stream().map(TensorValue::name).toList();
  }

  @Test
  void isFoundByServiceLoader() {
    assertThat(ServiceLoader.load(RuntimeProvider.class))
        .anySatisfy(provider -> assertThat(provider).hasSameClassAs(provider()));
  }

  @Test
  void hasNameAndFormatsInLowerCase() {
    assertThat(provider().name()).isNotEmpty().isLowerCase();
    assertThat(provider().formats()).isNotEmpty().allSatisfy(f -> assertThat(f).isLowerCase());
  }

  @Test
  void findsTheModelFile() {
    assertThat(provider().findModel(example().model())).contains(example().model());
  }

  @Test
  void findsTheOneModelOfADirectory() throws IOException {
    Path model = copyOfModel("copy");
    Files.writeString(directory.resolve("README.txt"), "not a model");
    assertThat(provider().findModel(directory)).contains(model);
  }

  @Test
  void findsNothingInADirectoryWithoutModel() {
    assertThat(provider().findModel(directory)).isEmpty();
  }

  @Test
  void refusesADirectoryWithSeveralModels() throws IOException {
    copyOfModel("first");
    copyOfModel("second");
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> provider().findModel(directory))
        .withMessageContaining("first")
        .withMessageContaining("second")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  private Path copyOfModel(String prefix) throws IOException {
    return Files.copy(
        example().model(), directory.resolve(prefix + "-" + example().model().getFileName()));
  }

  @Test
  void describesTheModel() {
    try (LoadedModel model = load()) {
      assertThat(model.signature()).isEqualTo(example().signature());
    }
  }

  @Test
  void answersTheExample() {
    try (LoadedModel model = load()) {
      assertThat(run(model, inputs(), outputNames())).isEqualTo(example().outputs());
    }
  }

  @Test
  void answersInTheOrderAsked() {
    try (LoadedModel model = load()) {
      assertThat(run(model, inputs(), outputNames().reversed()))
          .isEqualTo(example().outputs().reversed());
    }
  }

  @Test
  void answersOnlyWhatIsAsked() {
    try (LoadedModel model = load()) {
      for (TensorValue output : example().outputs()) {
        assertThat(run(model, inputs(), List.of(output.name()))).containsExactly(output);
      }
    }
  }

  @Test
  void readsHeapMemory() {
    try (LoadedModel model = load()) {
      List<NamedTensor> inputs = example().inputs().stream().map(TensorValue::onHeap).toList();
      assertThat(run(model, inputs, outputNames())).isEqualTo(example().outputs());
    }
  }

  @Test
  void readsUnalignedMemory() {
    try (LoadedModel model = load()) {
      List<NamedTensor> inputs =
          example().inputs().stream().map(input -> Unaligned.copyOf(input, allocator)).toList();
      assertThat(run(model, inputs, outputNames())).isEqualTo(example().outputs());
    }
  }

  @Test
  void leavesInputsToTheCallerAndGivesOutputsAway() {
    try (LoadedModel model = load()) {
      List<NamedTensor> inputs = inputs();
      List<NamedTensor> answer = model.run(inputs, outputNames());
      assertThat(allocator.open()).isEqualTo(inputs.size() + answer.size());
      inputs.forEach(NamedTensor::close);
      assertThat(TensorValue.of(answer)).isEqualTo(example().outputs());
      answer.forEach(NamedTensor::close);
    }
    assertThat(allocator.open()).isZero();
  }

  @Test
  void answersOutliveTheModel() {
    List<NamedTensor> answer;
    List<NamedTensor> inputs = inputs();
    try (LoadedModel model = load()) {
      answer = model.run(inputs, outputNames());
    }
    assertThat(TensorValue.of(answer)).isEqualTo(example().outputs());
    answer.forEach(NamedTensor::close);
    inputs.forEach(NamedTensor::close);
  }

  @Test
  void refusesAMissingFile() {
    Path missing = directory.resolve("missing-" + example().model().getFileName());
    assertRefused(missing, Map.of(), ErrorCode.NOT_FOUND, missing.toString());
  }

  @Test
  void refusesAFileThatIsNoModel() throws IOException {
    Path garbage = directory.resolve("garbage-" + example().model().getFileName());
    Files.writeString(garbage, "this is no model ".repeat(20));
    assertRefused(garbage, Map.of(), ErrorCode.INVALID_ARGUMENT, garbage.toString());
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty-" + example().model().getFileName()));
    assertRefused(empty, Map.of(), ErrorCode.INVALID_ARGUMENT, empty.toString());
  }

  @Test
  void refusesAnUnknownSetting() {
    assertRefused(example().model(), Map.of("colour", "red"), ErrorCode.INVALID_ARGUMENT, "colour");
  }

  private void assertRefused(
      Path path, Map<String, String> settings, ErrorCode code, String inMessage) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> load(path, settings).close())
        .withMessageContaining(inMessage)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"))
        .extracting(ServingException::code)
        .isEqualTo(code);
  }

  @Test
  void refusesARunAfterClose() {
    LoadedModel model = load();
    model.close();
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> run(model, inputs(), outputNames()));
    assertThat(allocator.open()).isZero();
  }

  @Test
  void closesTwice() {
    LoadedModel model = load();
    model.close();
    assertThatCode(model::close).doesNotThrowAnyException();
  }

  @Test
  void runsInSeveralThreads() throws Exception {
    try (LoadedModel model = load();
        var threads = Executors.newFixedThreadPool(THREADS)) {
      Callable<Boolean> runs =
          () -> {
            boolean right = true;
            for (int i = 0; i < RUNS; i++) {
              right &= run(model, inputs(), outputNames()).equals(example().outputs());
            }
            return right;
          };
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        results.add(threads.submit(runs));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    }
    assertThat(allocator.open()).isZero();
  }
}
