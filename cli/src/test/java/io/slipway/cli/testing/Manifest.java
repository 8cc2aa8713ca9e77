// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.testing;

/** InferenceServices as people write them. */
public final class Manifest {
  private Manifest() {}

  /** A service of the default namespace with an ONNX model. */
  public static String onnx(String name, String storageUri) {
    return """
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata:
      name: %s
    spec:
      predictor:
        model:
          modelFormat:
            name: onnx
          storageUri: %s
    """
        .formatted(name, storageUri);
  }
}
