// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.floor;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * ONNX Runtime alone, by its Java API, on one thread, with inputs and outputs in memory that is
 * used again: what is left of a prediction if nothing is received or sent.
 *
 * <p>{@code InProcess MODEL}: MODEL is a directory as {@link Sample} reads it. Prints {@code ready}
 * once its answer is the expected one; then makes as many runs as each line that it reads says, and
 * prints {@code done}. Who asks measures.
 */
public final class InProcess {
  private InProcess() {}

  public static void main(String[] args) throws IOException, OrtException {
    if (args.length != 1) {
      throw new IllegalArgumentException("expected: the directory of a model");
    }
    Path model = Path.of(args[0]);
    Sample sample = Sample.read(model);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = options();
        OrtSession session =
            environment.createSession(model.resolve("model.onnx").toString(), options);
        OrtSession.RunOptions run = new OrtSession.RunOptions()) {
      Map<String, Sample.Memory> request = sample.request(environment, model);
      Map<String, Sample.Memory> answer = sample.answer(environment);
      Map<String, OnnxTensor> inputs = tensors(request);
      Map<String, OnnxTensor> outputs = tensors(answer);
      session.run(inputs, Set.of(), outputs, run).close();
      sample.check(answer, model);
      System.out.println("ready");
      answerCounts(count -> {
        for (int i = 0; i < count; i++) {
          session.run(inputs, Set.of(), outputs, run).close();
        }
      });
    }
  }

  private interface Runs {
    void make(int count) throws OrtException;
  }

  private static void answerCounts(Runs runs) throws IOException, OrtException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      runs.make(Integer.parseInt(line.strip()));
      System.out.println("done");
    }
  }

  /** Closing an answer does not close the outputs that were given. */
  private static Map<String, OnnxTensor> tensors(Map<String, Sample.Memory> memory) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    memory.forEach((name, value) -> tensors.put(name, value.tensor()));
    return tensors;
  }

  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return options;
  }
}
