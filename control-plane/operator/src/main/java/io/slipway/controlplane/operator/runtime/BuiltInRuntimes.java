// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

import io.slipway.api.deploy.DeployContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The runtimes that are there without anybody's doing, all of them Slipway's own model server. */
public final class BuiltInRuntimes {
  /** The runtime that models get which name none. */
  public static final String SLIPWAY = "slipway";

  /** The runtime of services whose models come later, as TrainedModels. */
  public static final String SLIPWAY_MODELS = "slipway-multi-model";

  /** The format that both serve. */
  public static final String FORMAT = "onnx";

  /** The image of the model server; what runs Pods knows it by this name. */
  public static final String MODEL_SERVER_IMAGE = "slipway/model-server";

  private static final long HIGHEST_PRIORITY = 1000;

  private BuiltInRuntimes() {}

  /** Those of the API, and the built-in ones that it has no runtime of the same name for. */
  public static List<ServingRuntime> among(List<ServingRuntime> ofApi) {
    List<ServingRuntime> all = new ArrayList<>(ofApi);
    if (!hasClusterRuntime(ofApi, SLIPWAY)) {
      all.add(slipway());
    }
    if (!hasClusterRuntime(ofApi, SLIPWAY_MODELS)) {
      all.add(slipwayModels());
    }
    return all;
  }

  private static boolean hasClusterRuntime(List<ServingRuntime> runtimes, String name) {
    for (ServingRuntime runtime : runtimes) {
      if (runtime.ofCluster() && runtime.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  static ServingRuntime slipway() {
    return runtime(SLIPWAY, false, "--model_dir=/mnt/models");
  }

  private static ServingRuntime slipwayModels() {
    return runtime(SLIPWAY_MODELS, true, DeployContract.MULTI_MODEL_ARGUMENT);
  }

  private static ServingRuntime runtime(String name, boolean multiModel, String argument) {
    Map<String, Object> container =
        Map.of(
            "name",
            "kserve-container",
            "image",
            MODEL_SERVER_IMAGE,
            "args",
            List.of("--model_name={{.Name}}", argument),
            "ports",
            List.of(Map.of("containerPort", 8080, "protocol", "TCP")));
    return new ServingRuntime(
        "",
        name,
        "",
        false,
        multiModel,
        false,
        List.of(new SupportedFormat(FORMAT, "1", true, HIGHEST_PRIORITY)),
        List.of("v1", "v2", "grpc-v2"),
        "",
        Map.of("containers", List.of(container)));
  }
}
