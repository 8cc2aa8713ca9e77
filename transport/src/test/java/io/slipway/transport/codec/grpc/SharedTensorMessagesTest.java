// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DynamicMessage;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.api.inference.Deadline;
import io.slipway.api.inference.InferenceRequest;
import io.slipway.api.inference.InferenceResponse;
import io.slipway.api.inference.NamedTensor;
import io.slipway.api.inference.Parameter;
import io.slipway.api.tensor.DataType;
import io.slipway.transport.codec.CountingAllocator;
import io.slipway.transport.codec.RegionStatus;
import io.slipway.transport.codec.Samples;
import io.slipway.transport.codec.SharedMemory;
import io.slipway.transport.memory.OutputBuffer;
import io.slipway.transport.memory.RequestBody;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTensorMessagesTest {
  private final CountingAllocator allocator = new CountingAllocator();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(allocator.open()).isZero();
  }

  private static final String SHARED =
      """
      { name: '%s' datatype: 'INT8' shape: 1
        parameters { key: 'shared_memory_region' value { string_param: 'r' } }
        parameters { key: 'shared_memory_byte_size' value { int64_param: 1 } } %s }
      """;

  @Test
  void refusesInputsInSharedMemoryThatIsNotOffered() {
    byte[] bytes = Upstream.bytes("ModelInferRequest", "inputs " + SHARED.formatted("x", ""));
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED))
        .hasMessageContaining("input 'x' names shared memory");
  }

  /** Triton's clients send no raw contents for these; others may send empty ones. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "raw_input_contents: '\\007'",
        "raw_input_contents: '' raw_input_contents: '\\007'"
      })
  void readsInputsFromSharedMemoryBesideOthers(String raw) {
    SharedMemory memory = (_, datatype, shape, _, tensors) -> tensors.allocate(datatype, shape);
    byte[] bytes =
        Upstream.bytes(
            "ModelInferRequest",
            "inputs "
                + SHARED.formatted("x", "")
                + "inputs { name: 'y' datatype: 'INT8' shape: 1 } "
                + raw);
    try (InferenceRequest request =
        InferRequestMessage.decode(
                RequestBody.of(bytes), Deadline.NONE, allocator, memory, AnswerContents.REQUEST)
            .request()) {
      assertThat(request.inputs()).extracting(NamedTensor::name).containsExactly("x", "y");
      assertThat(request.inputs().get(1).tensor().data().get(ValueLayout.JAVA_BYTE, 0))
          .isEqualTo((byte) 7);
    }
  }

  @Test
  void refusesContentsBesideSharedMemory() {
    assertInvalid(
        "inputs " + SHARED.formatted("x", "contents { int_contents: 1 }"),
        "input 'x' is in shared memory and has contents besides (expected: one of them)");
    assertInvalid(
        "inputs " + SHARED.formatted("x", "") + "raw_input_contents: '7'",
        "input 'x' is in shared memory and has contents besides (expected: one of them)");
  }

  /** Clients find an output's contents by its place. */
  @Test
  void answersOutputsInSharedMemoryWithEmptyContents() {
    NamedTensor shared =
        new NamedTensor(
            "x",
            Samples.extremes(DataType.INT8),
            Map.of("shared_memory_region", new Parameter.Text("r")));
    NamedTensor plain = new NamedTensor("y", Samples.extremes(DataType.INT8));
    for (OutputContents form : OutputContents.values()) {
      try (OutputBuffer out = OutputBuffer.allocate(64)) {
        InferResponseMessage.encode(
            new InferenceResponse("m", "1", null, Map.of(), List.of(shared, plain)), form, out);
        DynamicMessage message = Upstream.parse("ModelInferResponse", out.toByteArray());
        assertThat(message.toString())
            .contains("shared_memory_region")
            .contains(form == OutputContents.RAW ? "raw_output_contents: \"\"\n" : "contents {");
      }
    }
  }

  @Test
  void readsAndWritesRegions() {
    // name 1: "r", key 2: "/k", offset 3: 300, byte_size 4: 7
    String region = "0a0172" + "12022f6b" + "18ac02" + "2007";
    RequestBody message = RequestBody.of(HexFormat.of().parseHex(region));
    RegionStatus status = new RegionStatus("r", "/k", 300, 7);
    assertThat(SharedMemoryMessages.decodeRegister(message)).isEqualTo(status);
    assertThat(SharedMemoryMessages.decodeName(message)).isEqualTo("r");
    try (OutputBuffer out = OutputBuffer.allocate(64)) {
      SharedMemoryMessages.encodeStatus(List.of(status), out);
      assertThat(HexFormat.of().formatHex(out.toByteArray()))
          .isEqualTo("0a11" + "0a0172" + "120c" + region);
    }
  }

  private InferRequestMessage.Decoded decode(byte[] bytes) {
    return InferRequestMessage.decode(RequestBody.of(bytes), Deadline.NONE, allocator);
  }

  private void assertInvalid(String text, String message) {
    byte[] bytes = Upstream.bytes("ModelInferRequest", text);
    SharedMemory memory = (_, datatype, shape, _, tensors) -> tensors.allocate(datatype, shape);
    assertThatThrownBy(() ->
            InferRequestMessage.decode(
                RequestBody.of(bytes), Deadline.NONE, allocator, memory, AnswerContents.REQUEST))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage(message);
  }
}
