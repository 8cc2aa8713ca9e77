// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.template;

import io.slipway.api.deploy.DeployContract;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.resources.serving.ModelFormat;
import io.slipway.controlplane.resources.serving.ModelSpec;
import io.slipway.controlplane.resources.serving.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What KServe's controller tells some servers beside what their runtimes say: without it MLServer
 * has no model, and TorchServe and Triton do not know how they are asked. Pure.
 */
record ServerDefaults(ServingRuntime runtime, ModelSpec model) {
  private static final String SKLEARN = "mlserver_sklearn.SKLearnModel";

  /** The classes of models by their formats, for MLServer. */
  private static final Map<String, String> MLSERVER_CLASSES =
      Map.of(
          "lightgbm", "mlserver_lightgbm.LightGBMModel",
          "mlflow", "mlserver_mlflow.MLflowRuntime",
          "sklearn", SKLEARN,
          "xgboost", "mlserver_xgboost.XGBoostModel");

  /** Labels of the service that runtimes refer to. */
  Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    ModelFormat format = model.modelFormat();
    String name = format == null ? "" : format.name();
    boolean isMlServer = runtime.serverType().equals(ServingRuntime.MLSERVER);
    if (isMlServer || MLSERVER_CLASSES.containsKey(name)) {
      labels.put("modelClass", MLSERVER_CLASSES.getOrDefault(name, SKLEARN));
    }
    if (runtime.serverType().equals(ServingRuntime.TORCHSERVE) || name.equals("pytorch")) {
      boolean v2 = protocol().equals("v2") || protocol().equals("grpc-v2");
      labels.put("serviceEnvelope", v2 ? "kservev2" : "kserve");
    }
    return labels;
  }

  /** The service's container with what its server needs, where it does not say it itself. */
  Map<String, Object> addedTo(Map<String, Object> container, String service) {
    Map<String, Object> own = new LinkedHashMap<>(container);
    switch (runtime.serverType()) {
      case ServingRuntime.MLSERVER -> {
        if (isWithoutModel()) {
          addVariable(own, "MLSERVER_LOAD_MODELS_AT_STARTUP", "false");
        } else {
          addVariable(own, "MLSERVER_MODEL_NAME", service);
          addVariable(own, "MLSERVER_MODEL_URI", DeployContract.MODEL_MOUNT_PATH);
        }
      }
      case ServingRuntime.TORCHSERVE -> addVariable(own, "PROTOCOL_VERSION", protocol());
      case ServingRuntime.TRITON -> {
        if (isWithoutModel()) {
          List<Object> args = new ArrayList<>(Fields.list(own, "args"));
          args.add("--model-control-mode=explicit");
          own.put("args", args);
        }
      }
      default -> {}
    }
    return own;
  }

  private boolean isWithoutModel() {
    return model.storageUri() == null;
  }

  /** The one that is written, else the server's, else the runtime's. */
  private String protocol() {
    Protocol written = model.protocolVersion();
    if (written != null) {
      return written.toString();
    }
    return switch (runtime.serverType()) {
      case ServingRuntime.MLSERVER, ServingRuntime.TRITON -> "v2";
      case ServingRuntime.TORCHSERVE -> "v1";
      default -> runtime.oldestProtocol();
    };
  }

  private static void addVariable(Map<String, Object> container, String name, String value) {
    List<Map<String, Object>> env = Fields.maps(container, "env");
    if (env.stream().noneMatch(each -> Fields.text(each, "name").equals(name))) {
      List<Object> more = new ArrayList<>(env);
      more.add(Map.of("name", name, "value", value));
      container.put("env", more);
    }
  }
}
