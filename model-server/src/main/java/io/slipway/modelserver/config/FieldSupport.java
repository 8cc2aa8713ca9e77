// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each field of Triton's model configuration. A path stands for everything below it
 * that has no entry of its own. The documentation's table is made from this one.
 */
public final class FieldSupport {
  /** What becomes of a field. */
  public enum Treatment {
    /** It does what Triton says it does. */
    HONOURED("honoured"),
    /** Accepted and reported in the log; it changes no answer. */
    IGNORED("ignored"),
    /** It would change the answers: the model is not loaded. */
    REFUSED("refused");

    private final String label;

    Treatment(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * A line of the table.
   *
   * @param note what it does here, or why it does nothing
   */
  public record Entry(String path, Treatment treatment, String note) {}

  private static final String TABLE =
      """
      name | honoured | in a repository, the name of the model's directory
      platform | honoured | `onnxruntime_onnx`, or `ensemble`
      backend | honoured | `onnxruntime`
      runtime | refused | engines are not libraries that a model names
      version_policy | honoured | the newest version if unset
      max_batch_size | honoured | over 0, `dims` are without the batch dimension
      input.name | honoured | all inputs of the model file, or none
      input.data_type | honoured | must be the model file's
      input.format | ignored | nothing here depends on how an image lies
      input.dims | honoured | must fit the model file's
      input.reshape | honoured | what the model takes instead of `dims`
      input.is_shape_tensor | refused | only TensorRT has shape tensors
      input.allow_ragged_batch | refused | rows of unequal sizes can be filled up instead, see [batching](batching.md)
      input.optional | refused | every input must be given
      input.is_non_linear_format_io | refused | only TensorRT has such formats
      output.name | honoured | outputs that are left out are not served
      output.data_type | honoured | must be the model file's
      output.dims | honoured | must fit the model file's
      output.reshape | honoured | what the model gives instead of `dims`
      output.label_filename | honoured | a label per line, in the model's directory; for answers with classes
      output.is_shape_tensor | refused | only TensorRT has shape tensors
      output.is_non_linear_format_io | refused | only TensorRT has such formats
      batch_input | refused | as `input.allow_ragged_batch`
      batch_output | refused | as `input.allow_ragged_batch`
      optimization.graph.level | honoured | -1, 0, 1 or 2, as Triton's ONNX backend understands them
      optimization.priority | ignored | models run on the CPU
      optimization.cuda | ignored | models run on the CPU
      optimization.execution_accelerators.gpu_execution_accelerator | ignored | models run on the CPU
      optimization.execution_accelerators.cpu_execution_accelerator | refused | no accelerator is here
      optimization.input_pinned_memory | ignored | models run on the CPU
      optimization.output_pinned_memory | ignored | models run on the CPU
      optimization.gather_kernel_buffer_threshold | ignored | models run on the CPU
      optimization.eager_batching | ignored | a batch is put together when its run begins; no answer depends on it
      dynamic_batching.preferred_batch_size | honoured | a batch of such a size waits for no more
      dynamic_batching.max_queue_delay_microseconds | honoured | only while the model is busy: one that is idle never waits
      dynamic_batching.preserve_ordering | honoured | what refuses a request that has not run comes at once
      dynamic_batching.priority_levels | honoured | waiting requests are taken by their `priority`
      dynamic_batching.default_priority_level | honoured | one of the levels, if there are any
      dynamic_batching.default_queue_policy | honoured | a request's own timeout may always be shorter, and always ends it
      dynamic_batching.priority_queue_policy | honoured | as `default_queue_policy`
      sequence_batching.direct | honoured | slots are shared by the instances
      sequence_batching.oldest | honoured | slots are shared by the instances
      sequence_batching.max_sequence_idle_microseconds | honoured | a second if unset
      sequence_batching.control_input | honoured | one control for an input
      sequence_batching.state.input_name | honoured | not asked of clients
      sequence_batching.state.output_name | honoured | not given to clients, unless it is listed as an output
      sequence_batching.state.data_type | honoured | must be the model file's
      sequence_batching.state.dims | honoured | must fit the model file's
      sequence_batching.state.initial_state | honoured | zeros or empty strings if unset, in a dimension of any size one
      sequence_batching.state.use_same_buffer_for_input_output | ignored | answers are the same with two buffers
      sequence_batching.state.use_growable_memory | refused | only CUDA has such memory
      sequence_batching.iterative_sequence | refused | every request has one answer
      ensemble_scheduling.step.model_name | honoured | a model of this server, see [ensembles](ensembles.md)
      ensemble_scheduling.step.model_version | honoured | -1, 0 or unset for the newest that is ready
      ensemble_scheduling.step.input_map | honoured | all inputs of the step's model
      ensemble_scheduling.step.output_map | honoured | outputs that nobody uses may be left out
      ensemble_scheduling.step.model_namespace | refused | models of one server have one name each
      ensemble_scheduling.max_inflight_requests | ignored | every request has one answer
      instance_group.name | honoured | shown by the configuration endpoint
      instance_group.kind | honoured | `KIND_GPU` is refused, every other kind is the CPU
      instance_group.count | honoured | how many requests the model runs at once, added up
      instance_group.rate_limiter | ignored | instances are not rationed, as with Triton's default
      instance_group.gpus | ignored | models run on the CPU
      instance_group.secondary_devices | refused | there are none
      instance_group.profile | refused | only TensorRT has profiles
      instance_group.passive | refused | every instance serves
      instance_group.host_policy | ignored | there are no host policies
      default_model_filename | honoured | in the version's directory; if unset, the one model file there
      cc_model_filenames | ignored | models run on the CPU
      metric_tags | ignored | metrics have no tags of a model's own yet
      parameters | honoured | those of the engine and of [padding](batching.md); others are kept, shown and reported as ignored
      model_warmup | honoured | run before the model is ready; one without a `batch_size` is not run
      model_operations | refused | operators are not loaded from libraries
      model_transaction_policy.decoupled | refused | every request has one answer
      model_repository_agents | refused | there are no agents
      response_cache.enable | honoured | if the server has a [response cache](response-cache.md); reported if not
      model_metrics | ignored | histograms have the server's buckets
      """;

  private static final Map<String, Entry> ENTRIES = parse();

  private FieldSupport() {}

  private static Map<String, Entry> parse() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String line : TABLE.split("\n", -1)) {
      if (!line.isEmpty()) {
        String[] columns = line.split(" ?\\| ?", -1);
        Treatment treatment =
            switch (columns[1]) {
              case "honoured" -> Treatment.HONOURED;
              case "ignored" -> Treatment.IGNORED;
              case "refused" -> Treatment.REFUSED;
              default -> throw new IllegalArgumentException(line);
            };
        entries.put(columns[0], new Entry(columns[0], treatment, columns[2]));
      }
    }
    return entries;
  }

  /** All lines, in the order of the configuration's fields. */
  public static List<Entry> entries() {
    return List.copyOf(ENTRIES.values());
  }

  /** The entry of exactly this path; null if its parts have entries of their own. */
  static @Nullable Entry of(String path) {
    return ENTRIES.get(path);
  }
}
