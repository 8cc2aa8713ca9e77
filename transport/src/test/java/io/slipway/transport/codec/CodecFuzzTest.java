// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.inference.RequestedOutput;
import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.Tensor;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.transport.codec.grpc.HealthMessages;
import io.slipway.transport.codec.grpc.InferRequestMessage;
import io.slipway.transport.codec.grpc.InferResponseMessage;
import io.slipway.transport.codec.grpc.MetadataMessages;
import io.slipway.transport.codec.grpc.OutputContents;
import io.slipway.transport.codec.grpc.SettingsMessages;
import io.slipway.transport.codec.v1.V1RequestDecoder;
import io.slipway.transport.codec.v2.GenerateRequest;
import io.slipway.transport.codec.v2.InferenceHeader;
import io.slipway.transport.codec.v2.SettingsDocument;
import io.slipway.transport.codec.v2.V2RequestDecoder;
import io.slipway.transport.memory.RequestBody;
import io.slipway.transport.testing.fuzz.Damage;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Damaged messages: they are refused in good order, or are good after all; nothing leaks. */
class CodecFuzzTest {
  private static final Set<ErrorCode> ALLOWED =
      Set.of(ErrorCode.INVALID_ARGUMENT, ErrorCode.TOO_LARGE, ErrorCode.NOT_IMPLEMENTED);

  private final CountingAllocator allocator = new CountingAllocator(1 << 20);
  private final V2RequestDecoder v2 = new V2RequestDecoder(null);
  private int accepted;

  /** How many each decoder is given. */
  int inputs() {
    return 12_000;
  }

  private interface Decoder {
    void decode(RequestBody body);
  }

  @Test
  void v2() {
    List<byte[]> json = new ArrayList<>();
    List<byte[]> binary = new ArrayList<>();
    for (Tensor tensor : Samples.extremes()) {
      json.add(
          Samples.utf8(
              """
              {"id":"a","parameters":{"p":1.5e3,"q":"\\u00e4"},"inputs":[{"name":"x","shape":[2,2],\
              "datatype":"%s","data":[[0,1],[1,1]]},{"data":["a","\\ud83d\\ude00"],"name":"s",\
              "datatype":"BYTES","shape":[2]}],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}\
              """
                  .formatted(tensor.datatype())));
      binary.add(
          Samples.utf8(
              """
              {"inputs":[{"name":"x","shape":[2,2],"datatype":"%s",\
              "parameters":{"binary_data_size":%d}},{"name":"y","shape":[2,2],"datatype":"%s",\
              "parameters":{"binary_data_size":%d}}]}\
              """
                  .formatted(
                      tensor.datatype(),
                      tensor.data().byteSize(),
                      tensor.datatype(),
                      tensor.data().byteSize())));
    }
    fuzz(json, body -> decodeV2(body, body.size()).close());
    Random header = new Random(11);
    List<byte[]> bodies = new ArrayList<>();
    List<Integer> lengths = binary.stream().map(part -> part.length).distinct().toList();
    for (int i = 0; i < binary.size(); i++) {
      byte[] data = Samples.content(Samples.extremes().get(i));
      bodies.add(Samples.concat(binary.get(i), data, data));
    }
    fuzz(
        bodies,
        body -> {
          int length = lengths.get(header.nextInt(lengths.size())) + header.nextInt(3) - 1;
          int json1 = InferenceHeader.jsonLength(String.valueOf(length), body.size());
          decodeV2(body, json1).close();
        });
  }

  private InferenceRequest decodeV2(RequestBody body, int jsonLength) {
    return v2.decode("m", null, body, jsonLength, allocator).request();
  }

  @Test
  void v1() {
    for (DataType datatype : DataType.values()) {
      ModelSignature signature =
          new ModelSignature(
              "test",
              List.of(
                  new TensorSpec("x", datatype, Shape.of(-1, 2)),
                  new TensorSpec("s", DataType.BYTES, Shape.of(-1))),
              List.of());
      String value = datatype == DataType.BYTES ? "{\"b64\":\"AA==\"}" : "1";
      List<byte[]> seeds =
          List.of(
              Samples.utf8(
                  "{\"instances\":[{\"x\":[%s,%s],\"s\":\"a\"},{\"s\":\"\\u00e4\",\"x\":[%s,%s]}]}"
                      .formatted(value, value, value, value)),
              Samples.utf8(
                  "{\"inputs\":{\"x\":[[%s,%s]],\"s\":[\"a\"]},\"signature_name\":\"s\"}"
                      .formatted(value, value)));
      fuzz(
          seeds,
          inputs() / DataType.values().length,
          body ->
              V1RequestDecoder.decode("m", null, body, signature, Deadline.NONE, allocator)
                  .request()
                  .close());
    }
  }

  @Test
  void grpcRequests() {
    fuzz(
        requests(),
        body -> InferRequestMessage.decode(body, Deadline.NONE, allocator).request().close());
  }

  @Test
  void grpcAnswers() {
    // field numbers differ little from a request's, so these are wrong in interesting ways
    fuzz(requests(), body -> InferResponseMessage.decode(body, allocator).close());
  }

  @Test
  void grpcSmallMessages() {
    byte[] metadata =
        Samples.written(out ->
            MetadataMessages.encodeModel(
                new ModelMetadata(
                    "m",
                    List.of("1"),
                    new ModelSignature(
                        "p",
                        List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 3))),
                        List.of())),
                out));
    fuzz(
        List.of(metadata),
        body -> {
          HealthMessages.decodeReference(body);
          HealthMessages.decodeState(body);
          MetadataMessages.decodeServer(body);
          MetadataMessages.decodeModel(body);
        });
  }

  @Test
  void generate() {
    ModelSignature signature =
        new ModelSignature(
            "test",
            List.of(
                new TensorSpec("t", DataType.BYTES, Shape.of(-1, 1)),
                new TensorSpec("i", DataType.INT64, Shape.of(-1, -1)),
                new TensorSpec("f", DataType.FP32, Shape.of(2, -1))),
            List.of());
    fuzz(
        List.of(
            Samples.utf8("{\"id\":\"a\",\"t\":\"x\",\"i\":[1,2],\"f\":[1,2.5],\"p\":true}"),
            Samples.utf8("{\"parameters\":{\"t\":[\"x\",\"y\"],\"q\":\"z\"},\"f\":[]}")),
        body -> GenerateRequest.decode("m", null, body, signature, allocator).close());
  }

  @Test
  void settings() {
    byte[] log =
        Samples.written(out ->
            SettingsMessages.encode(
                Map.of("log_info", new SettingValue.Flag(true), "f", new SettingValue.Text("x")),
                false,
                out));
    byte[] trace =
        Samples.written(out ->
            SettingsMessages.encode(
                Map.of("trace_level", new SettingValue.Texts(List.of("OFF"))), true, out));
    fuzz(
        List.of(log, trace),
        body -> {
          SettingsMessages.decodeLog(body);
          SettingsMessages.decodeTrace(body);
        });
    fuzz(
        List.of(Samples.utf8("{\"a\":[\"x\",\"y\"],\"b\":true,\"c\":-1,\"d\":null,\"e\":\"t\"}")),
        SettingsDocument::decode);
  }

  private static List<byte[]> requests() {
    List<byte[]> seeds = new ArrayList<>();
    for (OutputContents contents : OutputContents.values()) {
      for (Tensor tensor : Samples.extremes()) {
        InferenceRequest request =
            new InferenceRequest(
                "m",
                "1",
                "id",
                Map.of("p", new Parameter.Float64(1)),
                List.of(new NamedTensor("x", tensor), new NamedTensor("y", tensor)),
                List.of(new RequestedOutput("o", Map.of("q", new Parameter.Text("v")))),
                Deadline.NONE);
        seeds.add(Samples.written(out -> InferRequestMessage.encode(request, contents, out)));
      }
    }
    return seeds;
  }

  private void fuzz(List<byte[]> seeds, Decoder decoder) {
    fuzz(seeds, inputs(), decoder);
  }

  private void fuzz(List<byte[]> seeds, int inputs, Decoder decoder) {
    Random random = new Random(42);
    accepted = 0;
    for (byte[] seed : seeds) {
      for (int i = 0; i < inputs / seeds.size() + 1; i++) {
        byte[] input = i == 0 ? seed : Damage.of(seed, random);
        ByteBuf buffer = Samples.nativeBuffer(input, random.nextInt(8));
        try {
          decoder.decode(RequestBody.wrap(buffer));
          accepted++;
        } catch (ServingException e) {
          assertThat(ALLOWED).contains(e.code());
          assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException | StackOverflowError e) {
          throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
        }
        assertThat(buffer.refCnt()).isEqualTo(1);
        assertThat(allocator.open()).isZero();
        buffer.release();
      }
    }
    assertThat(accepted).isPositive();
  }
}
