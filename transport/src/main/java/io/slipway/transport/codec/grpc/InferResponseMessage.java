// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.DecodedTensors;
import io.slipway.transport.codec.SharedPart;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code ModelInferResponse}. */
public final class InferResponseMessage {
  private static final int MODEL_NAME = 1;
  private static final int MODEL_VERSION = 2;
  private static final int ID = 3;
  private static final int PARAMETERS = 4;
  private static final int OUTPUTS = 5;
  private static final int RAW_OUTPUT_CONTENTS = 6;

  private InferResponseMessage() {}

  /**
   * Writes {@code response} to the end of {@code out}, each output's bytes once; both stay the
   * caller's.
   *
   * @param contents the form that {@link InferRequestMessage.Decoded} has for the answer; FP16 and
   *     BF16 outputs make all contents raw
   */
  public static void encode(InferenceResponse response, OutputContents contents, OutputBuffer out) {
    write(response, contents, new ProtoWriter(out));
  }

  static void write(InferenceResponse response, OutputContents contents, ProtoWriter writer) {
    writer.string(MODEL_NAME, response.modelName());
    writer.string(MODEL_VERSION, response.modelVersion());
    writer.string(ID, InferRequestMessage.nullToEmpty(response.id()));
    Parameters.write(writer, PARAMETERS, response.parameters());
    OutputContents form = TensorMessage.form(response.outputs(), contents);
    for (NamedTensor output : response.outputs()) {
      TensorMessage.write(writer, OUTPUTS, output, form);
    }
    if (form == OutputContents.RAW) {
      for (NamedTensor output : response.outputs()) {
        // clients find an output's contents by its place, so one in shared memory has empty ones
        if (SharedPart.isNamedBy(output.parameters())) {
          writer.repeatedBytes(RAW_OUTPUT_CONTENTS, MemorySegment.NULL);
        } else {
          writer.repeatedTensor(RAW_OUTPUT_CONTENTS, output.tensor());
        }
      }
    }
  }

  /**
   * Decodes an answer, which the caller owns. The message stays the caller's to close.
   *
   * @throws ServingException INVALID_ARGUMENT for everything that is wrong with the message; what
   *     the allocator throws. No tensor is left behind
   */
  public static InferenceResponse decode(RequestBody message, TensorAllocator allocator) {
    ProtoReader in = new ProtoReader(message.bytes());
    String modelName = "";
    String modelVersion = "";
    String id = "";
    Map<String, Parameter> parameters = new HashMap<>();
    List<TensorMessage> outputs = new ArrayList<>();
    List<TensorBytes.Part> rawContents = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (MODEL_NAME << 3) | ProtoReader.BYTES -> modelName = in.readString();
        case (MODEL_VERSION << 3) | ProtoReader.BYTES -> modelVersion = in.readString();
        case (ID << 3) | ProtoReader.BYTES -> id = in.readString();
        case (PARAMETERS << 3) | ProtoReader.BYTES -> Parameters.readEntry(in, parameters);
        case (OUTPUTS << 3) | ProtoReader.BYTES -> outputs.add(TensorMessage.read(in, "output"));
        case (RAW_OUTPUT_CONTENTS << 3) | ProtoReader.BYTES -> rawContents.add(in.readPart());
        default -> in.skipField(tag);
      }
    }
    try (DecodedTensors tensors = new DecodedTensors("output")) {
      InferRequestMessage.readTensors(message, outputs, rawContents, tensors, allocator, null);
      return new InferenceResponse(
          modelName,
          modelVersion,
          InferRequestMessage.emptyToNull(id),
          parameters,
          tensors.handOver());
    }
  }
}
