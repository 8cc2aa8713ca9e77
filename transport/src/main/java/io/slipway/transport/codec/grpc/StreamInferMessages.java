// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.Parameter;
import io.slipway.transport.memory.OutputBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ModelStreamInferResponse}, which is Triton's: an answer or the reason why there is none.
 * Every one says that it is the last of its request, because a model here gives one answer.
 */
public final class StreamInferMessages {
  private static final int ERROR_MESSAGE = 1;
  private static final int INFER_RESPONSE = 2;

  private static final String FINAL = "triton_final_response";

  private StreamInferMessages() {}

  /** Writes an answer to the end of {@code out}; both stay the caller's. */
  public static void encode(InferenceResponse response, OutputContents contents, OutputBuffer out) {
    Map<String, Parameter> parameters = new HashMap<>(response.parameters());
    parameters.put(FINAL, new Parameter.Bool(true));
    InferenceResponse last =
        new InferenceResponse(
            response.modelName(),
            response.modelVersion(),
            response.id(),
            parameters,
            response.outputs());
    new ProtoWriter(out)
        .message(INFER_RESPONSE, message -> InferResponseMessage.write(last, contents, message));
  }

  /** Writes the failure of the request with these names. */
  public static void encodeFailure(
      String reason, InferRequestMessage.Names names, OutputBuffer out) {
    InferenceResponse none =
        new InferenceResponse(
            names.modelName(),
            names.modelVersion(),
            InferRequestMessage.emptyToNull(names.id()),
            Map.of(FINAL, new Parameter.Bool(true)),
            List.of());
    ProtoWriter writer = new ProtoWriter(out);
    writer.string(ERROR_MESSAGE, reason);
    writer.message(
        INFER_RESPONSE, message -> InferResponseMessage.write(none, OutputContents.TYPED, message));
  }
}
