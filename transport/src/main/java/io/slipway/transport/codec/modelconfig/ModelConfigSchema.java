// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

/**
 * The fields of Triton's {@code inference.ModelConfig}, all of them, with the numbers they have on
 * the wire. A test compares them with upstream's proto.
 */
public final class ModelConfigSchema {
  private static final String TABLE =
      """
      enum DataType TYPE_INVALID TYPE_BOOL TYPE_UINT8 TYPE_UINT16 TYPE_UINT32 TYPE_UINT64 \
          TYPE_INT8 TYPE_INT16 TYPE_INT32 TYPE_INT64 TYPE_FP16 TYPE_FP32 TYPE_FP64 TYPE_STRING TYPE_BF16
      message ModelRateLimiter.Resource
        name 1 string
        global 2 bool
        count 3 uint32
      message ModelRateLimiter
        resources 1 repeated ModelRateLimiter.Resource
        priority 2 uint32
      enum ModelInstanceGroup.Kind KIND_AUTO KIND_GPU KIND_CPU KIND_MODEL
      enum SecondaryDeviceKind KIND_NVDLA
      message ModelInstanceGroup.SecondaryDevice
        kind 1 SecondaryDeviceKind
        device_id 2 int64
      message ModelInstanceGroup
        name 1 string
        kind 4 ModelInstanceGroup.Kind
        count 2 int32
        rate_limiter 6 ModelRateLimiter
        gpus 3 repeated int32
        secondary_devices 8 repeated ModelInstanceGroup.SecondaryDevice
        profile 5 repeated string
        passive 7 bool
        host_policy 9 string
      message ModelTensorReshape
        shape 1 repeated int64
      enum ModelInput.Format FORMAT_NONE FORMAT_NHWC FORMAT_NCHW
      message ModelInput
        name 1 string
        data_type 2 DataType
        format 3 ModelInput.Format
        dims 4 repeated int64
        reshape 5 ModelTensorReshape
        is_shape_tensor 6 bool
        allow_ragged_batch 7 bool
        optional 8 bool
        is_non_linear_format_io 9 bool
      message ModelOutput
        name 1 string
        data_type 2 DataType
        dims 3 repeated int64
        reshape 5 ModelTensorReshape
        label_filename 4 string
        is_shape_tensor 6 bool
        is_non_linear_format_io 7 bool
      enum BatchInput.Kind BATCH_ELEMENT_COUNT BATCH_ACCUMULATED_ELEMENT_COUNT \
          BATCH_ACCUMULATED_ELEMENT_COUNT_WITH_ZERO BATCH_MAX_ELEMENT_COUNT_AS_SHAPE \
          BATCH_ITEM_SHAPE BATCH_ITEM_SHAPE_FLATTEN
      message BatchInput
        kind 1 BatchInput.Kind
        target_name 2 repeated string
        data_type 3 DataType
        source_input 4 repeated string
      enum BatchOutput.Kind BATCH_SCATTER_WITH_INPUT_SHAPE
      message BatchOutput
        target_name 1 repeated string
        kind 2 BatchOutput.Kind
        source_input 3 repeated string
      message ModelVersionPolicy.Latest
        num_versions 1 uint32
      message ModelVersionPolicy.All
      message ModelVersionPolicy.Specific
        versions 1 repeated int64
      message ModelVersionPolicy
        latest 1 ModelVersionPolicy.Latest oneof policy_choice
        all 2 ModelVersionPolicy.All oneof policy_choice
        specific 3 ModelVersionPolicy.Specific oneof policy_choice
      message ModelOptimizationPolicy.Graph
        level 1 int32
      enum ModelOptimizationPolicy.ModelPriority PRIORITY_DEFAULT PRIORITY_MAX PRIORITY_MIN
      message ModelOptimizationPolicy.Cuda.GraphSpec.Shape
        dim 1 repeated int64
      message ModelOptimizationPolicy.Cuda.GraphSpec.LowerBound
        batch_size 1 int32
        input 2 map string ModelOptimizationPolicy.Cuda.GraphSpec.Shape
      message ModelOptimizationPolicy.Cuda.GraphSpec
        batch_size 1 int32
        input 2 map string ModelOptimizationPolicy.Cuda.GraphSpec.Shape
        graph_lower_bound 3 ModelOptimizationPolicy.Cuda.GraphSpec.LowerBound
      message ModelOptimizationPolicy.Cuda
        graphs 1 bool
        busy_wait_events 2 bool
        graph_spec 3 repeated ModelOptimizationPolicy.Cuda.GraphSpec
        output_copy_stream 4 bool
      message ModelOptimizationPolicy.ExecutionAccelerators.Accelerator
        name 1 string
        parameters 2 map string string
      message ModelOptimizationPolicy.ExecutionAccelerators
        gpu_execution_accelerator 1 repeated ModelOptimizationPolicy.ExecutionAccelerators.Accelerator
        cpu_execution_accelerator 2 repeated ModelOptimizationPolicy.ExecutionAccelerators.Accelerator
      message ModelOptimizationPolicy.PinnedMemoryBuffer
        enable 1 bool
      message ModelOptimizationPolicy
        graph 1 ModelOptimizationPolicy.Graph
        priority 2 ModelOptimizationPolicy.ModelPriority
        cuda 3 ModelOptimizationPolicy.Cuda
        execution_accelerators 4 ModelOptimizationPolicy.ExecutionAccelerators
        input_pinned_memory 5 ModelOptimizationPolicy.PinnedMemoryBuffer
        output_pinned_memory 6 ModelOptimizationPolicy.PinnedMemoryBuffer
        gather_kernel_buffer_threshold 7 uint32
        eager_batching 8 bool
      enum ModelQueuePolicy.TimeoutAction REJECT DELAY
      message ModelQueuePolicy
        timeout_action 1 ModelQueuePolicy.TimeoutAction
        default_timeout_microseconds 2 uint64
        allow_timeout_override 3 bool
        max_queue_size 4 uint32
      message ModelDynamicBatching
        preferred_batch_size 1 repeated int32
        max_queue_delay_microseconds 2 uint64
        preserve_ordering 3 bool
        priority_levels 4 uint64
        default_priority_level 5 uint64
        default_queue_policy 6 ModelQueuePolicy
        priority_queue_policy 7 map uint64 ModelQueuePolicy
      enum ModelSequenceBatching.Control.Kind CONTROL_SEQUENCE_START CONTROL_SEQUENCE_READY \
          CONTROL_SEQUENCE_END CONTROL_SEQUENCE_CORRID
      message ModelSequenceBatching.Control
        kind 1 ModelSequenceBatching.Control.Kind
        int32_false_true 2 repeated int32
        fp32_false_true 3 repeated float
        bool_false_true 5 repeated bool
        data_type 4 DataType
      message ModelSequenceBatching.ControlInput
        name 1 string
        control 2 repeated ModelSequenceBatching.Control
      message ModelSequenceBatching.InitialState
        data_type 1 DataType
        dims 2 repeated int64
        zero_data 3 bool oneof state_data
        data_file 4 string oneof state_data
        name 5 string
      message ModelSequenceBatching.State
        input_name 1 string
        output_name 2 string
        data_type 3 DataType
        dims 4 repeated int64
        initial_state 5 repeated ModelSequenceBatching.InitialState
        use_same_buffer_for_input_output 6 bool
        use_growable_memory 7 bool
      message ModelSequenceBatching.StrategyDirect
        max_queue_delay_microseconds 1 uint64
        minimum_slot_utilization 2 float
      message ModelSequenceBatching.StrategyOldest
        max_candidate_sequences 1 int32
        preferred_batch_size 2 repeated int32
        max_queue_delay_microseconds 3 uint64
        preserve_ordering 4 bool
      message ModelSequenceBatching
        direct 3 ModelSequenceBatching.StrategyDirect oneof strategy_choice
        oldest 4 ModelSequenceBatching.StrategyOldest oneof strategy_choice
        max_sequence_idle_microseconds 1 uint64
        control_input 2 repeated ModelSequenceBatching.ControlInput
        state 5 repeated ModelSequenceBatching.State
        iterative_sequence 6 bool
      message ModelEnsembling.Step
        model_name 1 string
        model_version 2 int64
        input_map 3 map string string
        output_map 4 map string string
        model_namespace 5 string
      message ModelEnsembling
        step 1 repeated ModelEnsembling.Step
        max_inflight_requests 2 uint32
      message ModelParameter
        string_value 1 string
      message ModelWarmup.Input
        data_type 1 DataType
        dims 2 repeated int64
        zero_data 3 bool oneof input_data_type
        random_data 4 bool oneof input_data_type
        input_data_file 5 string oneof input_data_type
      message ModelWarmup
        name 1 string
        batch_size 2 uint32
        inputs 3 map string ModelWarmup.Input
        count 4 uint32
      message ModelOperations
        op_library_filename 1 repeated string
      message ModelTransactionPolicy
        decoupled 1 bool
      message ModelRepositoryAgents.Agent
        name 1 string
        parameters 2 map string string
      message ModelRepositoryAgents
        agents 1 repeated ModelRepositoryAgents.Agent
      message ModelResponseCache
        enable 1 bool
      message ModelMetrics.MetricControl.MetricIdentifier
        family 1 string
      message ModelMetrics.MetricControl.HistogramOptions
        buckets 1 repeated double
      message ModelMetrics.MetricControl
        metric_identifier 1 ModelMetrics.MetricControl.MetricIdentifier
        histogram_options 2 ModelMetrics.MetricControl.HistogramOptions oneof metric_options
      message ModelMetrics
        metric_control 1 repeated ModelMetrics.MetricControl
      message ModelConfig
        name 1 string
        platform 2 string
        backend 17 string
        runtime 25 string
        version_policy 3 ModelVersionPolicy
        max_batch_size 4 int32
        input 5 repeated ModelInput
        output 6 repeated ModelOutput
        batch_input 20 repeated BatchInput
        batch_output 21 repeated BatchOutput
        optimization 12 ModelOptimizationPolicy
        dynamic_batching 11 ModelDynamicBatching oneof scheduling_choice
        sequence_batching 13 ModelSequenceBatching oneof scheduling_choice
        ensemble_scheduling 15 ModelEnsembling oneof scheduling_choice
        instance_group 7 repeated ModelInstanceGroup
        default_model_filename 8 string
        cc_model_filenames 9 map string string
        metric_tags 10 map string string
        parameters 14 map string ModelParameter
        model_warmup 16 repeated ModelWarmup
        model_operations 18 ModelOperations
        model_transaction_policy 19 ModelTransactionPolicy
        model_repository_agents 23 ModelRepositoryAgents
        response_cache 24 ModelResponseCache
        model_metrics 26 ModelMetrics
      """;

  private static final MessageType MODEL_CONFIG = Schema.parse(TABLE);

  private ModelConfigSchema() {}

  /** {@code inference.ModelConfig}. */
  public static MessageType modelConfig() {
    return MODEL_CONFIG;
  }
}
