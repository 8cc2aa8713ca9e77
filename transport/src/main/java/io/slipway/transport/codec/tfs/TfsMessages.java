// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.tfs;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.model.ModelStatus;
import io.slipway.api.tensor.TensorAllocator;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.DecodedTensors;
import io.slipway.transport.codec.TensorBytes;
import io.slipway.transport.codec.grpc.ProtoReader;
import io.slipway.transport.codec.grpc.ProtoWriter;
import io.slipway.transport.codec.v1.V1RequestDecoder;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The messages of {@code tensorflow.serving.PredictionService} and {@code ModelService}. Bodies and
 * buffers stay the caller's; a malformed message is an INVALID_ARGUMENT.
 */
public final class TfsMessages {
  /** What a signature here is for. */
  static final String PREDICT_METHOD_NAME = "tensorflow/serving/predict";

  private static final String SIGNATURE_DEF = "signature_def";
  private static final String SIGNATURE_DEF_MAP_URL =
      "type.googleapis.com/tensorflow.serving.SignatureDefMap";

  private static final int REQUEST_MODEL = 1;
  private static final int REQUEST_INPUTS = 2;
  private static final int REQUEST_OUTPUT_FILTER = 3;
  private static final int RESPONSE_OUTPUTS = 1;
  private static final int RESPONSE_MODEL = 2;

  private static final int METADATA_FIELD = 2;
  private static final int METADATA_MODEL = 1;
  private static final int METADATA_METADATA = 2;
  private static final int ANY_URL = 1;
  private static final int ANY_VALUE = 2;
  private static final int SIGNATURE_MAP = 1;
  private static final int SIGNATURE_INPUTS = 1;
  private static final int SIGNATURE_OUTPUTS = 2;
  private static final int SIGNATURE_METHOD = 3;
  private static final int INFO_NAME = 1;
  private static final int INFO_DTYPE = 2;
  private static final int INFO_SHAPE = 3;

  private static final int STATUS_VERSIONS = 1;
  private static final int VERSION_NUMBER = 1;
  private static final int VERSION_STATE = 2;
  private static final int VERSION_STATUS = 3;
  private static final int ERROR_CODE = 1;
  private static final int ERROR_MESSAGE = 2;
  private static final int UNKNOWN_ERROR = 2;

  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;

  private TfsMessages() {}

  /** A predict request before its tensors are read. */
  private record Predict(
      ModelSpec model, Map<String, TensorBytes.Part> inputs, List<RequestedOutput> outputs) {}

  /**
   * Decodes a {@code PredictRequest}, which the caller then owns; the message may be closed.
   *
   * @throws ServingException INVALID_ARGUMENT for everything that is wrong with the message;
   *     NOT_FOUND for a label; what the allocator throws. No tensor is left behind
   */
  public static InferenceRequest decodePredict(
      RequestBody message, Deadline deadline, TensorAllocator allocator) {
    Predict predict = readPredict(message);
    ModelSpec model = predict.model().withoutLabel();
    V1RequestDecoder.checkSignatureName(model.signatureName());
    try (DecodedTensors tensors = new DecodedTensors("input")) {
      predict
          .inputs()
          .forEach((name, part) -> tensors.add(TfsTensor.read(message, part, name, allocator)));
      return new InferenceRequest(
          model.name(),
          model.version(),
          null,
          Map.of(),
          tensors.handOver(),
          predict.outputs(),
          deadline);
    }
  }

  private static Predict readPredict(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    ModelSpec model = ModelSpec.NONE;
    Map<String, TensorBytes.Part> inputs = new LinkedHashMap<>();
    List<RequestedOutput> outputs = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (REQUEST_MODEL << 3) | ProtoReader.BYTES -> model = ModelSpec.read(in);
        case (REQUEST_INPUTS << 3) | ProtoReader.BYTES -> readInput(in, inputs);
        case (REQUEST_OUTPUT_FILTER << 3) | ProtoReader.BYTES ->
            outputs.add(new RequestedOutput(in.readString(), Map.of()));
        default -> in.skipField(tag);
      }
    }
    return new Predict(model, inputs, outputs);
  }

  private static void readInput(ProtoReader in, Map<String, TensorBytes.Part> inputs) {
    int outer = in.enter();
    String name = "";
    TensorBytes.Part tensor = new TensorBytes.Part(in.position(), 0);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case (MAP_KEY << 3) | ProtoReader.BYTES -> name = in.readString();
        case (MAP_VALUE << 3) | ProtoReader.BYTES -> tensor = in.readPart();
        default -> in.skipField(tag);
      }
    }
    in.leave(outer);
    inputs.put(name, tensor);
  }

  /** The model of any request: they all have it in the same field. */
  public static ModelSpec decodeModel(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    ModelSpec model = ModelSpec.NONE;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ((REQUEST_MODEL << 3) | ProtoReader.BYTES)) {
        model = ModelSpec.read(in);
      } else {
        in.skipField(tag);
      }
    }
    return model.withoutLabel();
  }

  /** Writes a {@code PredictResponse}; {@code response} stays the caller's. */
  public static void encodePredict(InferenceResponse response, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    for (NamedTensor output : response.outputs()) {
      writer.message(
          RESPONSE_OUTPUTS,
          entry -> {
            entry.repeatedString(MAP_KEY, output.name());
            TfsTensor.write(entry, MAP_VALUE, output.tensor());
          });
    }
    ModelSpec.write(
        writer,
        RESPONSE_MODEL,
        response.modelName(),
        response.modelVersion(),
        V1RequestDecoder.SIGNATURE_NAME);
  }

  /**
   * Decodes a {@code GetModelMetadataRequest}.
   *
   * @throws ServingException INVALID_ARGUMENT if it asks for anything but the signatures
   */
  public static ModelSpec decodeMetadata(RequestBody message) {
    ProtoReader in = new ProtoReader(message.bytes());
    int fields = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ((METADATA_FIELD << 3) | ProtoReader.BYTES)) {
        String field = in.readString();
        fields++;
        if (!field.equals(SIGNATURE_DEF)) {
          throw ServingException.invalid(
              "metadata field '%s' is not there (expected: %s)".formatted(field, SIGNATURE_DEF));
        }
      } else {
        in.skipField(tag);
      }
    }
    if (fields == 0) {
      throw ServingException.invalid(
          "the request has no metadata_field (expected: " + SIGNATURE_DEF + ")");
    }
    return decodeModel(message);
  }

  /**
   * Writes a {@code GetModelMetadataResponse}.
   *
   * @param model loaded
   */
  public static void encodeMetadata(ModelStatus model, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    ModelSpec.write(writer, METADATA_MODEL, model.id().name(), model.id().version(), "");
    writer.message(
        METADATA_METADATA,
        entry -> {
          entry.repeatedString(MAP_KEY, SIGNATURE_DEF);
          entry.message(
              MAP_VALUE,
              any -> {
                any.repeatedString(ANY_URL, SIGNATURE_DEF_MAP_URL);
                any.message(
                    ANY_VALUE,
                    map ->
                        writeSignatures(
                            map, Objects.requireNonNull(model.signature(), "signature")));
              });
        });
  }

  private static void writeSignatures(ProtoWriter out, ModelSignature signature) {
    out.message(
        SIGNATURE_MAP,
        entry -> {
          entry.repeatedString(MAP_KEY, V1RequestDecoder.SIGNATURE_NAME);
          entry.message(
              MAP_VALUE,
              value -> {
                signature.inputs().forEach(spec -> writeInfo(value, SIGNATURE_INPUTS, spec));
                signature.outputs().forEach(spec -> writeInfo(value, SIGNATURE_OUTPUTS, spec));
                value.string(SIGNATURE_METHOD, PREDICT_METHOD_NAME);
              });
        });
  }

  private static void writeInfo(ProtoWriter out, int field, TensorSpec spec) {
    out.message(
        field,
        entry -> {
          entry.repeatedString(MAP_KEY, spec.name());
          entry.message(
              MAP_VALUE,
              info -> {
                info.string(INFO_NAME, spec.name());
                info.oneVarint(INFO_DTYPE, TfsType.of(spec.datatype()).number());
                info.message(INFO_SHAPE, shape -> TfsTensor.writeShape(shape, spec.shape()));
              });
        });
  }

  /** Writes a {@code GetModelStatusResponse}; a version that is no number is told as 0. */
  public static void encodeStatus(List<ModelStatus> versions, OutputBuffer out) {
    ProtoWriter writer = new ProtoWriter(out);
    for (ModelStatus version : versions) {
      writer.message(
          STATUS_VERSIONS,
          status -> {
            status.oneVarint(VERSION_NUMBER, Math.max(0, ModelSpec.number(version.id().version())));
            status.oneVarint(VERSION_STATE, TfsState.of(version).number());
            status.message(VERSION_STATUS, error -> writeError(error, version));
          });
    }
  }

  private static void writeError(ProtoWriter out, ModelStatus version) {
    if (TfsState.failed(version)) {
      out.oneVarint(ERROR_CODE, UNKNOWN_ERROR);
      out.string(ERROR_MESSAGE, version.reason());
    }
  }
}
