// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.runtimes.spi.TritonNames;
import io.slipway.runtimes.spi.TritonNames.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The parameters of Triton's ONNX backend. Its settings may also be given by our own names. */
final class OnnxTritonNames {
  static final TritonNames NAMES =
      new TritonNames(Set.of("onnxruntime", "onnxruntime_onnx"), parameters());

  private OnnxTritonNames() {}

  private static Map<String, Parameter> parameters() {
    Map<String, String> onOff = Map.of("0", "off", "1", "on");
    Map<String, String> count = Map.of("0", "");
    Map<String, Parameter> parameters = new HashMap<>();
    for (String setting : OnnxSettings.NAMES) {
      parameters.put(setting, new Parameter(setting, Map.of()));
    }
    parameters.put("intra_op_thread_count", new Parameter("intra_op_threads", count));
    parameters.put("inter_op_thread_count", new Parameter("inter_op_threads", count));
    parameters.put(
        "execution_mode",
        new Parameter("execution_mode", Map.of("0", "sequential", "1", "parallel")));
    parameters.put("enable_mem_arena", new Parameter("memory_arena", onOff));
    parameters.put("enable_mem_pattern", new Parameter("memory_pattern", onOff));
    parameters.put("session.intra_op.allow_spinning", new Parameter("allow_spinning", onOff));
    parameters.put(
        "optimization.graph.level",
        new Parameter(
            "graph_optimization_level",
            Map.of("-1", "basic", "0", "", "1", "extended", "2", "disable")));
    return parameters;
  }
}
