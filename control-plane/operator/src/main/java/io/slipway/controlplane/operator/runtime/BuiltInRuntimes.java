// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The runtimes that are there without anybody's doing, all of them Slipway's own model server. */
public final class BuiltInRuntimes {
  /** The runtime that models get which name none. */
  public static final String SLIPWAY = "slipway";

  /** The image of the model server; what runs Pods knows it by this name. */
  public static final String MODEL_SERVER_IMAGE = "slipway/model-server";

  private static final long HIGHEST_PRIORITY = 1000;

  private BuiltInRuntimes() {}

  /** Those of the API, and the built-in ones that it has no runtime of the same name for. */
  public static List<ServingRuntime> among(List<ServingRuntime> ofApi) {
    List<ServingRuntime> all = new ArrayList<>(ofApi);
    for (ServingRuntime runtime : ofApi) {
      if (runtime.ofCluster() && runtime.name().equals(SLIPWAY)) {
        return all;
      }
    }
    all.add(slipway());
    return all;
  }

  static ServingRuntime slipway() {
    Map<String, Object> container =
        Map.of(
            "name",
            "kserve-container",
            "image",
            MODEL_SERVER_IMAGE,
            "args",
            List.of("--model_name={{.Name}}", "--model_dir=/mnt/models"),
            "ports",
            List.of(Map.of("containerPort", 8080, "protocol", "TCP")));
    return new ServingRuntime(
        "",
        SLIPWAY,
        "",
        false,
        false,
        false,
        List.of(new SupportedFormat("onnx", "1", true, HIGHEST_PRIORITY)),
        List.of("v1", "v2", "grpc-v2"),
        Map.of("containers", List.of(container)));
  }
}
