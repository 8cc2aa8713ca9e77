// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The component that holds the model.
 *
 * @param model the model, in the form that names its format
 * @param frameworks the older form, one field per framework; empty once defaults are set
 * @param containers of a custom predictor, or beside the model's
 */
public record Predictor(
    @Nullable String name,
    @Nullable ModelSpec model,
    Map<String, ModelSpec> frameworks,
    List<Container> containers,
    ComponentExtension extension) {

  /** The fields of the older form; each is also the name of a model format. */
  public static final List<String> FRAMEWORKS =
      List.of(
          "sklearn",
          "xgboost",
          "tensorflow",
          "pytorch",
          "triton",
          "onnx",
          "huggingface",
          "pmml",
          "lightgbm",
          "paddle");

  public Predictor {
    frameworks = Collections.unmodifiableMap(new LinkedHashMap<>(frameworks));
    containers = List.copyOf(containers);
  }
}
