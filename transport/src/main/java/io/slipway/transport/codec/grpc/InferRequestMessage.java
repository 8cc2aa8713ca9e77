// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.transport.codec.DecodedTensors;
import io.slipway.transport.codec.SeenNames;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ModelInferRequest}. */
public final class InferRequestMessage {
  private static final int MODEL_NAME = 1;
  private static final int MODEL_VERSION = 2;
  private static final int ID = 3;
  private static final int PARAMETERS = 4;
  private static final int INPUTS = 5;
  private static final int OUTPUTS = 6;
  private static final int RAW_INPUT_CONTENTS = 7;

  private static final int OUTPUT_NAME = 1;
  private static final int OUTPUT_PARAMETERS = 2;

  private String modelName = "";
  private String modelVersion = "";
  private String id = "";
  private final Map<String, Parameter> parameters = new HashMap<>();
  private final List<TensorMessage> inputs = new ArrayList<>();
  private final List<RequestedOutput> outputs = new ArrayList<>();
  private final List<TensorBytes.Part> rawContents = new ArrayList<>();

  private InferRequestMessage() {}

  /**
   * A decoded request.
   *
   * @param request owned by whoever has this
   * @param outputContents the form of the answer
   */
  public record Decoded(InferenceRequest request, OutputContents outputContents) {}

  /**
   * Decodes a request. The message stays the caller's to close; tensors that are slices of it hold
   * their own reference. An empty version or id counts as none.
   *
   * @param memory where inputs may be; null to refuse those that are
   * @param contents the form of the answer, unless the request's parameters say
   * @throws ServingException INVALID_ARGUMENT for everything that is wrong with the message;
   *     NOT_IMPLEMENTED for inputs in shared memory that is not offered; what the allocator and the
   *     memory throw. No tensor is left behind
   */
  public static Decoded decode(
      RequestBody message,
      Deadline deadline,
      TensorAllocator allocator,
      @Nullable SharedMemory memory,
      AnswerContents contents) {
    InferRequestMessage fields = new InferRequestMessage();
    fields.read(new ProtoReader(message.bytes()));
    OutputContents form = fields.outputContents(contents);
    try (DecodedTensors tensors = new DecodedTensors("input")) {
      readTensors(message, fields.inputs, fields.rawContents, tensors, allocator, memory);
      InferenceRequest request =
          new InferenceRequest(
              fields.modelName,
              emptyToNull(fields.modelVersion),
              emptyToNull(fields.id),
              fields.parameters,
              tensors.handOver(),
              fields.outputs,
              deadline);
      return new Decoded(request, form);
    }
  }

  /** As above, without shared memory, for an answer in the request's own form. */
  public static Decoded decode(RequestBody message, Deadline deadline, TensorAllocator allocator) {
    return decode(message, deadline, allocator, null, AnswerContents.REQUEST);
  }

  /** What a request names, for an answer that says why it failed. */
  public record Names(String modelName, String modelVersion, String id) {
    /** Of a request that nothing is known of. */
    public static final Names NONE = new Names("", "", "");

    public static Names of(InferenceRequest request) {
      return new Names(
          request.modelName(), nullToEmpty(request.modelVersion()), nullToEmpty(request.id()));
    }
  }

  /** The names in a message that may be malformed, as far as they can be read; never fails. */
  public static Names names(RequestBody message) {
    InferRequestMessage fields = new InferRequestMessage();
    try {
      ProtoReader in = new ProtoReader(message.bytes());
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case (MODEL_NAME << 3) | ProtoReader.BYTES -> fields.modelName = in.readString();
          case (MODEL_VERSION << 3) | ProtoReader.BYTES -> fields.modelVersion = in.readString();
          case (ID << 3) | ProtoReader.BYTES -> fields.id = in.readString();
          default -> in.skipField(tag);
        }
      }
    } catch (ServingException _) {
      // what was read before counts
    }
    return new Names(fields.modelName, fields.modelVersion, fields.id);
  }

  private void read(ProtoReader in) {
    SeenNames outputNames = new SeenNames();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (MODEL_NAME << 3) | ProtoReader.BYTES -> modelName = in.readString();
        case (MODEL_VERSION << 3) | ProtoReader.BYTES -> modelVersion = in.readString();
        case (ID << 3) | ProtoReader.BYTES -> id = in.readString();
        case (PARAMETERS << 3) | ProtoReader.BYTES -> Parameters.readEntry(in, parameters);
        case (INPUTS << 3) | ProtoReader.BYTES -> inputs.add(TensorMessage.read(in, "input"));
        case (OUTPUTS << 3) | ProtoReader.BYTES -> {
          RequestedOutput output = readOutput(in);
          if (!outputNames.add(output.name())) {
            throw ServingException.invalid("output '" + output.name() + "' is asked for twice");
          }
          outputs.add(output);
        }
        case (RAW_INPUT_CONTENTS << 3) | ProtoReader.BYTES -> rawContents.add(in.readPart());
        default -> in.skipField(tag);
      }
    }
  }

  private static RequestedOutput readOutput(ProtoReader in) {
    int outer = in.enter();
    String name = "";
    Map<String, Parameter> said = new HashMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (OUTPUT_NAME << 3) | ProtoReader.BYTES -> name = in.readString();
        case (OUTPUT_PARAMETERS << 3) | ProtoReader.BYTES -> Parameters.readEntry(in, said);
        default -> in.skipField(tag);
      }
    }
    in.leave(outer);
    return new RequestedOutput(name, said);
  }

  private OutputContents outputContents(AnswerContents unlessSaid) {
    Parameter binary = parameters.get("binary_data_output");
    if (binary != null) {
      if (!(binary instanceof Parameter.Bool(boolean raw))) {
        throw ServingException.invalid("parameter binary_data_output is not a bool_param");
      }
      return raw ? OutputContents.RAW : OutputContents.TYPED;
    }
    return switch (unlessSaid) {
      case REQUEST -> ownContents();
      case RAW -> OutputContents.RAW;
    };
  }

  private OutputContents ownContents() {
    for (TensorMessage input : inputs) {
      if (input.hasContents()) {
        return OutputContents.TYPED;
      }
    }
    return OutputContents.RAW;
  }

  /**
   * Adds the tensors of a message to {@code target}, with their raw contents if it has any. Those
   * in shared memory have none; an empty one in their place is allowed, as answers have it.
   */
  static void readTensors(
      RequestBody message,
      List<TensorMessage> tensors,
      List<TensorBytes.Part> rawContents,
      DecodedTensors target,
      TensorAllocator allocator,
      @Nullable SharedMemory memory) {
    int shared = 0;
    for (TensorMessage tensor : tensors) {
      shared += tensor.isShared() ? 1 : 0;
    }
    int raw = rawContents.size();
    boolean all = raw == tensors.size();
    if (raw != 0 && !all && raw != tensors.size() - shared) {
      throw ServingException.invalid(
          "the message has %d raw contents for %d tensors (expected: one for each, or none at all)"
              .formatted(raw, tensors.size() - shared));
    }
    int next = 0;
    for (TensorMessage tensor : tensors) {
      boolean hasRaw = raw != 0 && (all || !tensor.isShared());
      TensorBytes.Part contents = hasRaw ? rawContents.get(next++) : null;
      target.add(
          tensor.isShared()
              ? tensor.sharedTensor(contents, allocator, memory)
              : tensor.tensor(message, contents, allocator));
    }
  }

  /**
   * Writes a request to the end of {@code out}; both stay the caller's. FP16 and BF16 inputs make
   * all contents raw.
   */
  public static void encode(InferenceRequest request, OutputContents contents, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    writer.string(MODEL_NAME, request.modelName());
    writer.string(MODEL_VERSION, nullToEmpty(request.modelVersion()));
    writer.string(ID, nullToEmpty(request.id()));
    Parameters.write(writer, PARAMETERS, request.parameters());
    OutputContents form = TensorMessage.form(request.inputs(), contents);
    for (NamedTensor input : request.inputs()) {
      TensorMessage.write(writer, INPUTS, input, form);
    }
    for (RequestedOutput output : request.outputs()) {
      writer.message(
          OUTPUTS,
          message -> {
            message.string(OUTPUT_NAME, output.name());
            Parameters.write(message, OUTPUT_PARAMETERS, output.parameters());
          });
    }
    if (form == OutputContents.RAW) {
      for (NamedTensor input : request.inputs()) {
        writer.repeatedBytes(RAW_INPUT_CONTENTS, input.tensor().data());
      }
    }
  }

  static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  static String nullToEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
