// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import io.slipway.controlplane.resources.yaml.YamlMap;
import org.jspecify.annotations.Nullable;

/** Which autoscaler a service asks for; it decides which scaling fields are allowed. */
enum Autoscaling {
  /** Knative's own. */
  KPA,
  HPA,
  KEDA,
  /** Left to somebody else, or to the default. */
  UNSPECIFIED;

  static final String DEPLOYMENT_MODE = "serving.kserve.io/deploymentMode";
  static final String AUTOSCALER_CLASS = "serving.kserve.io/autoscalerClass";
  private static final String KNATIVE_CLASS = "autoscaling.knative.dev/class";

  /** How KServe runs a service on a cluster. */
  enum Mode {
    STANDARD,
    KNATIVE,
    MODEL_MESH
  }

  /** The mode a service asks for, {@code Standard} if it asks for none; null if unknown. */
  static @Nullable Mode modeOf(@Nullable YamlMap annotations) {
    return switch (text(annotations, DEPLOYMENT_MODE)) {
      case "", "Standard", "RawDeployment" -> Mode.STANDARD;
      case "Knative", "Serverless" -> Mode.KNATIVE;
      case "ModelMesh" -> Mode.MODEL_MESH;
      default -> null;
    };
  }

  /** True if a service asks for the mode {@code Standard} in so many words. */
  static boolean namesStandardMode(@Nullable YamlMap annotations) {
    return !text(annotations, DEPLOYMENT_MODE).isEmpty() && modeOf(annotations) == Mode.STANDARD;
  }

  static Autoscaling of(@Nullable YamlMap annotations) {
    if (modeOf(annotations) == Mode.KNATIVE) {
      boolean hpa = text(annotations, KNATIVE_CLASS).equals("hpa.autoscaling.knative.dev");
      return hpa ? HPA : KPA;
    }
    return switch (text(annotations, AUTOSCALER_CLASS)) {
      case "hpa" -> HPA;
      case "keda" -> KEDA;
      default -> UNSPECIFIED;
    };
  }

  /** Whether {@code value} is one that {@link #AUTOSCALER_CLASS} may have. */
  static boolean isClass(String value) {
    return switch (value) {
      case "hpa", "external", "keda", "none" -> true;
      default -> false;
    };
  }

  private static String text(@Nullable YamlMap annotations, String key) {
    String text = annotations == null ? null : annotations.text(key);
    return text == null ? "" : text;
  }
}
