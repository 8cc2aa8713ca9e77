// SPDX-License-Identifier: Apache-2.0
package io.slipway.runtimes.onnx;

import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.runtimes.spi.RuntimeProvider;
import io.slipway.runtimes.spi.testing.ContractExample;
import io.slipway.runtimes.spi.testing.RuntimeContract;
import io.slipway.runtimes.spi.testing.TensorValue;
import java.nio.file.Path;
import java.util.List;

final class OnnxRuntimeContractTest extends RuntimeContract {
  private static final Shape ANY = Shape.of(-1, 4);
  private static final Shape TWO = Shape.of(2, 4);

  @Override
  protected RuntimeProvider provider() {
    return TestModels.provider();
  }

  @Override
  protected Path cacheDirectory() {
    return TestModels.CACHE;
  }

  @Override
  protected ContractExample example() {
    return new ContractExample(
        TestModels.path("add_sub"),
        new ModelSignature(
            "onnxruntime_onnx",
            List.of(
                new TensorSpec("a", DataType.FP32, ANY), new TensorSpec("b", DataType.FP32, ANY)),
            List.of(
                new TensorSpec("sum", DataType.FP32, ANY),
                new TensorSpec("difference", DataType.FP32, ANY))),
        List.of(
            TensorValue.fp32("a", TWO, 1, 2, 3, 4, 5, 6, 7, 8),
            TensorValue.fp32("b", TWO, 8, 7, 6, 5, 4, 3, 2, 1)),
        List.of(
            TensorValue.fp32("sum", TWO, 9, 9, 9, 9, 9, 9, 9, 9),
            TensorValue.fp32("difference", TWO, -7, -5, -3, -1, 1, 3, 5, 7)));
  }
}
