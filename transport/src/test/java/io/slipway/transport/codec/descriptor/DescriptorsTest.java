// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {
  private static final String TYPES =
      """
      syntax = "proto3"; // the only one
      package a.types;

      enum Color { NONE = 0; RED = 3; }
      message Box { message Size { double width = 1; } Size size = 1; }
      """;

  private static final String SERVICE =
      """
      syntax = "proto3";
      package a;
      import "types.proto";
      service S {
        rpc One(Question) returns (stream types.Box);
        rpc Two(stream a.Question) returns (Question);
      }
      message Question {
        message Color {}
        repeated bytes all_bytes = 1;
        map<uint64, types.Box.Size> some_sizes = 2;
        oneof either { string text = 3; types.Color color = 4; }
        Color inner = 5;
        oneof other { sint32 number = 6; }
      }
      """;

  private static Descriptors descriptors() {
    return new Descriptors(
        List.of(ProtoFile.parse("types.proto", TYPES), ProtoFile.parse("service.proto", SERVICE)));
  }

  /** As protobuf-java takes it, which checks names, numbers and map entries. */
  private static FileDescriptor service() throws Exception {
    List<byte[]> files = descriptors().withImports("service.proto");
    assertThat(files).hasSize(2);
    FileDescriptor types =
        FileDescriptor.buildFrom(
            FileDescriptorProto.parseFrom(files.get(1)), new FileDescriptor[0]);
    return FileDescriptor.buildFrom(
        FileDescriptorProto.parseFrom(files.get(0)), new FileDescriptor[] {types});
  }

  @Test
  void describesMessages() throws Exception {
    Descriptor question = service().findMessageTypeByName("Question");
    FieldDescriptor bytes = question.findFieldByName("all_bytes");
    assertThat(bytes.isRepeated()).isTrue();
    assertThat(bytes.getType()).isEqualTo(FieldDescriptor.Type.BYTES);
    assertThat(bytes.getJsonName()).isEqualTo("allBytes");
    FieldDescriptor sizes = question.findFieldByName("some_sizes");
    assertThat(sizes.isMapField()).isTrue();
    assertThat(sizes.getMessageType().findFieldByName("value").getMessageType().getFullName())
        .isEqualTo("a.types.Box.Size");
    assertThat(question.getOneofs()).hasSize(2);
    FieldDescriptor color = question.findFieldByName("color");
    assertThat(color.getContainingOneof().getName()).isEqualTo("either");
    assertThat(color.getEnumType().findValueByNumber(3).getName()).isEqualTo("RED");
    assertThat(question.findFieldByName("inner").getMessageType().getFullName())
        .isEqualTo("a.Question.Color");
  }

  @Test
  void describesServices() throws Exception {
    MethodDescriptor one = service().findServiceByName("S").findMethodByName("One");
    assertThat(one.isServerStreaming()).isTrue();
    assertThat(one.isClientStreaming()).isFalse();
    assertThat(one.getOutputType().getFullName()).isEqualTo("a.types.Box");
    MethodDescriptor two = service().findServiceByName("S").findMethodByName("Two");
    assertThat(two.isClientStreaming()).isTrue();
    assertThat(two.getInputType().getFullName()).isEqualTo("a.Question");
    assertThat(descriptors().services()).containsExactly("a.S");
  }

  @Test
  void findsTheFileOfEveryName() {
    Descriptors descriptors = descriptors();
    for (String name :
        new String[] {"a.S", "a.S.One", "a.Question.Color", "a.Question.text", "a.Question"}) {
      assertThat(descriptors.fileOf(name)).as(name).isEqualTo("service.proto");
    }
    assertThat(descriptors.fileOf("a.types.Box.Size.width")).isEqualTo("types.proto");
    assertThat(descriptors.fileOf("a.types.RED")).isEqualTo("types.proto");
    assertThat(descriptors.fileOf("a.types.Color.RED")).isNull();
    assertThat(descriptors.isMessage("a.Question")).isTrue();
    assertThat(descriptors.isMessage("a.types.Color")).isFalse();
    assertThat(descriptors.withImports("none.proto")).isEmpty();
    assertThat(descriptors.withImports("types.proto")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "syntax = 'proto2'; | proto3",
        "message M { string name = x; } | a number",
        "message M { string = 1; } | a name",
        "message M { string name = 1 } | ';'",
        "message M { | a name",
        "service S { rpc A(B) returns C; } | '('",
        "option java_package = 'x'; | package, import",
        "import types; | a quoted name",
        "import 'types | the end of a quoted name",
      })
  void namesTheLineAndWhatWasExpected(String line, String expected) {
    String text = "syntax = 'proto3';\n" + line;
    String quoted = (line.startsWith("syntax") ? line : text).replace('\'', '"');
    assertThatThrownBy(() -> ProtoFile.parse("f.proto", quoted))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("f.proto:")
        .hasMessageContaining(expected);
  }

  @Test
  void refusesTypesThatAreNotThereOrThereTwice() {
    ProtoFile types = ProtoFile.parse("types.proto", TYPES);
    ProtoFile service = ProtoFile.parse("service.proto", SERVICE);
    assertThatThrownBy(() -> new Descriptors(List.of(service)))
        .hasMessageContaining("no type types.Color in a.Question");
    assertThatThrownBy(() -> new Descriptors(List.of(types, types)))
        .hasMessageContaining("defined twice");
  }
}
