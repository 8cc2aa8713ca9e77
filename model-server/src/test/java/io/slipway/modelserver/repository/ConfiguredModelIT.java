// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceCallback;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelState;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.modelserver.execution.ExecutionConfig;
import io.slipway.transport.memory.PooledTensorAllocator;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX models under a config.pbtxt. */
class ConfiguredModelIT {
  private static final Path MODELS = Path.of("../runtimes/onnx/src/test/models");

  @TempDir private Path folder;
  private ModelRepository repository;

  /** An output's shape and values, before its memory is given back. */
  private record Output(String name, Shape shape, List<Float> values) {}

  @SuppressWarnings("NullAway.Init") // set before each test
  ConfiguredModelIT() {}

  @BeforeEach
  void newRepository() {
    repository =
        new ModelRepository(
            Engines.onClassPath(),
            folder.resolve("cache"),
            new PooledTensorAllocator(1 << 20),
            System::nanoTime);
  }

  @AfterEach
  void unloadAll() throws InterruptedException {
    repository.unloadAll();
  }

  @Test
  void inputsAreTakenInTheConfigurationsOrderAndShape() throws Exception {
    load(
        "add_sub",
        """
        max_batch_size: 2
        input [ { name: "b" dims: 4 }, { name: "a" dims: [ 2, 2 ] reshape { shape: 4 } } ]
        output { name: "difference" data_type: TYPE_FP32 dims: [ 2, 2 ] reshape { shape: 4 } }
        """);

    List<Output> outputs =
        infer(
            tensor("a", Shape.of(1, 2, 2), 10, 20, 30, 40),
            tensor("b", Shape.of(1, 4), 1, 2, 3, 4));

    assertThat(outputs)
        .containsExactly(new Output("difference", Shape.of(1, 2, 2), List.of(9f, 18f, 27f, 36f)));
  }

  @Test
  void aBatchOverTheLimitIsRefused() throws Exception {
    load("add_sub", "max_batch_size: 2");

    Shape three = Shape.of(3, 4);
    assertThat(failure(tensor("a", three, new float[12]), tensor("b", three, new float[12])))
        .hasMessage(
            "input 'a' of model 'm' has a batch of 3 (expected: at most 2, its max_batch_size)")
        .extracting(ServingException::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void aScalarOfTheModelMayHaveADimensionInTheConfiguration() throws Exception {
    load("fixed_sum", "output { name: \"total\" data_type: TYPE_INT64 dims: 1 }");
    byte[] six = new byte[6 * Long.BYTES];
    six[0] = 5;
    six[8] = 2;

    CompletableFuture<Shape> shape = new CompletableFuture<>();
    repository.infer(
        request(new NamedTensor("x", Tensor.ofHeap(DataType.INT64, Shape.of(2, 3), six))),
        new InferenceCallback() {
          @Override
          public void succeeded(InferenceResponse response) {
            try (response) {
              Tensor total = response.outputs().getFirst().tensor();
              assertThat(total.data().get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).isEqualTo(7);
              shape.complete(total.shape());
            }
          }

          @Override
          public void failed(ServingException failure) {
            shape.completeExceptionally(failure);
          }
        });

    assertThat(shape.get(10, TimeUnit.SECONDS)).isEqualTo(Shape.of(1));
  }

  @Test
  void warmUpsAreRunBeforeTheModelIsReady() throws IOException {
    Path warmup = Files.createDirectories(folder.resolve("model/warmup"));
    Files.write(warmup.resolve("a.raw"), new byte[16]);

    ModelStatus status =
        load(
            "add_sub",
            """
            max_batch_size: 4
            model_warmup {
              name: "file" batch_size: 3 count: 2
              inputs { key: "a" value { data_type: TYPE_FP32 dims: 4 input_data_file: "a.raw" } }
              inputs { key: "b" value { data_type: TYPE_FP32 dims: 4 random_data: true } }
            }
            model_warmup {
              name: "zeros" batch_size: 1
              inputs { key: "a" value { data_type: TYPE_FP32 dims: 4 zero_data: true } }
              inputs { key: "b" value { data_type: TYPE_FP32 dims: 4 zero_data: true } }
            }
            """);

    assertThat(status.state()).isEqualTo(ModelState.READY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`model_warmup { name: \"w\" batch_size: 1 inputs { key: \"a\" value { data_type: TYPE_FP32"
            + " dims: [1, 4] zero_data: true } } }` | warm-up 'w' failed: model 'm' needs the input"
            + " 'b'",
        "`model_warmup { name: \"w\" batch_size: 1 inputs { key: \"a\" value { data_type: TYPE_FP32"
            + " dims: [1, 4] input_data_file: \"none\" } } }` | warm-up 'w' failed: input 'a':"
            + " cannot read",
        "parameters { key: \"execution_mode\" value { string_value: \"7\" } } | execution_mode: '7'"
            + " (expected: one of sequential, parallel)",
        "parameters { key: \"intra_op_thread_count\" value { string_value: \"many\" } } |"
            + " intra_op_threads: 'many' (expected: 1 to 1024)",
        "backend: \"pytorch\" | no engine for the backend or platform 'pytorch' (present:"
            + " [onnxruntime, onnxruntime_onnx])",
        "platform: \"tensorflow_savedmodel\" | no engine for the backend or platform"
            + " 'tensorflow_savedmodel'",
        "default_model_filename: \"other.onnx\" | default_model_filename is 'other.onnx', and",
        "input { name: \"a\" } | the configuration has 1 inputs (expected: the model file's 2: a,"
            + " b)",
        "max_batch_size: x | config.pbtxt:1:17: found x (expected: a whole number of 32 bits",
      })
  void whatDoesNotFitFailsTheLoad(String config, String reason) throws IOException {
    ModelStatus status = load("add_sub", config);

    assertThat(status.state()).isEqualTo(ModelState.FAILED);
    assertThat(status.reason()).contains(reason);
  }

  @Test
  void theEnginesParametersAndTheModelsFileAreTakenFromTheConfiguration() throws Exception {
    Files.createDirectories(folder.resolve("model/1"));
    Files.copy(MODELS.resolve("fixed_sum.onnx"), folder.resolve("model/1/other.onnx"));

    ModelStatus status =
        load(
            "add_sub",
            """
            name: "m" backend: "onnxruntime" platform: "onnxruntime_onnx"
            default_model_filename: "model.onnx"
            optimization { graph { level: 2 } }
            instance_group { count: 3 kind: KIND_CPU }
            parameters { key: "intra_op_thread_count" value { string_value: "1" } }
            parameters { key: "enable_mem_arena" value { string_value: "0" } }
            parameters { key: "owner" value { string_value: "somebody" } }
            """);

    assertThat(status.state()).isEqualTo(ModelState.READY);
    assertThat(repository.config("m", null).messages("instance_group").getFirst().integer("count"))
        .isEqualTo(3);
    assertThat(repository.config("m", "1").messageMap("parameters"))
        .containsKeys("owner", "intra_op_thread_count");
    Shape one = Shape.of(1, 4);
    assertThat(infer(tensor("a", one, 1, 1, 1, 1), tensor("b", one, 1, 2, 3, 4))).hasSize(2);
  }

  private ModelStatus load(String model, String config) throws IOException {
    Path version = Files.createDirectories(folder.resolve("model/1"));
    Files.copy(MODELS.resolve(model + ".onnx"), version.resolve("model.onnx"));
    Files.writeString(folder.resolve("model/config.pbtxt"), config);
    return repository.load(
        new ModelSpec(
            new ModelId("m", "1"),
            null,
            () -> ModelDirectory.read(folder.resolve("model")).versions().getFirst().files(),
            Map.of(),
            ExecutionConfig.forCores(2)));
  }

  private List<Output> infer(NamedTensor... inputs) throws Exception {
    return submit(inputs).get(10, TimeUnit.SECONDS);
  }

  private ServingException failure(NamedTensor... inputs) throws Exception {
    try {
      throw new AssertionError("answered " + infer(inputs));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ServingException failure) {
        return failure;
      }
      throw e;
    }
  }

  private CompletableFuture<List<Output>> submit(NamedTensor... inputs) {
    CompletableFuture<List<Output>> answer = new CompletableFuture<>();
    repository.infer(
        request(inputs),
        new InferenceCallback() {
          @Override
          public void succeeded(InferenceResponse response) {
            try (response) {
              answer.complete(response.outputs().stream().map(ConfiguredModelIT::output).toList());
            }
          }

          @Override
          public void failed(ServingException failure) {
            answer.completeExceptionally(failure);
          }
        });
    return answer;
  }

  private static InferenceRequest request(NamedTensor... inputs) {
    return new InferenceRequest(
        "m", null, null, Map.of(), List.of(inputs), List.of(), Deadline.NONE);
  }

  private static Output output(NamedTensor output) {
    float[] values = output.tensor().data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return new Output(output.name(), output.tensor().shape(), List.of(boxed));
  }

  private static NamedTensor tensor(String name, Shape shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return new NamedTensor(name, Tensor.ofHeap(DataType.FP32, shape, bytes.array()));
  }
}
