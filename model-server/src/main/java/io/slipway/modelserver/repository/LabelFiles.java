// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.model.ModelId;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.config.TensorConfig;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the classes of a model's outputs are called: a file with a label per line. */
final class LabelFiles {
  private static final Logger log = LoggerFactory.getLogger(LabelFiles.class);

  private static final int MAX_BYTES = 16 << 20;

  private final ModelId id;
  private final Path directory;
  private final boolean batching;

  /**
   * @param directory the model's
   * @param batching whether the first dimension of outputs is the batch
   */
  LabelFiles(ModelId id, Path directory, boolean batching) {
    this.id = id;
    this.directory = directory;
    this.batching = batching;
  }

  /**
   * The signature with the labels of the outputs that have a file.
   *
   * @throws ServingException naming a file that is missing, too large or not text
   */
  ModelSignature label(ModelSignature signature, List<TensorConfig> outputs) {
    Map<String, List<String>> labels = new HashMap<>();
    for (TensorConfig output : outputs) {
      TensorSpec spec = signature.output(output.name());
      if (!output.labelFilename().isEmpty() && spec != null) {
        List<String> lines = read(output);
        compare(lines.size(), spec, output.labelFilename());
        labels.put(output.name(), lines);
      }
    }
    return labels.isEmpty()
        ? signature
        : new ModelSignature(signature.platform(), signature.inputs(), signature.outputs(), labels);
  }

  private List<String> read(TensorConfig output) {
    String label = "label_filename of output '" + output.name() + "'";
    byte[] bytes = ModelFile.read(directory, output.labelFilename(), MAX_BYTES, label);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().lines().toList();
    } catch (CharacterCodingException e) {
      throw new ServingException(
          ErrorCode.INVALID_ARGUMENT,
          "%s: %s is not text (expected: UTF-8)".formatted(label, output.labelFilename()),
          e);
    }
  }

  /** Triton takes any number of labels as well; but hardly anybody means it. */
  private void compare(int labels, TensorSpec output, String file) {
    Shape shape = output.shape();
    long classes = 1;
    for (int i = batching || shape.rank() > 1 ? 1 : 0; i < shape.rank(); i++) {
      classes = shape.dim(i) < 0 ? -1 : classes * shape.dim(i);
      if (classes < 0) {
        return;
      }
    }
    if (classes != labels) {
      log.warn(
          "model {}: {} has {} labels, and output '{}' has {} classes",
          id,
          file,
          labels,
          output.name(),
          classes);
    }
  }
}
