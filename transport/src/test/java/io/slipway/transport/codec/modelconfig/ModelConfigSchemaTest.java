// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelConfigSchemaTest {
  @Test
  void hasExactlyUpstreamsFieldsWithTheirNumbersAndTypes() {
    List<String> upstream = new ArrayList<>();
    describe(Upstream.MODEL_CONFIG, "", upstream);
    List<String> ours = new ArrayList<>();
    describe(ModelConfigSchema.modelConfig(), "", ours);
    assertThat(ours).hasSizeGreaterThan(150).containsExactlyElementsOf(upstream);
  }

  private static void describe(Descriptor type, String path, List<String> lines) {
    for (FieldDescriptor field : type.getFields()) {
      FieldDescriptor value = field.isMapField() ? entry(field, "value") : field;
      lines.add(
          line(
              path + field.getName(),
              field.getNumber(),
              field.isMapField()
                  ? "map " + entry(field, "key").getType()
                  : field.isRepeated() ? "repeated" : "",
              value.getType().name()
                  + (value.getJavaType() == FieldDescriptor.JavaType.ENUM ? constants(value) : ""),
              field.getRealContainingOneof() == null
                  ? null
                  : field.getRealContainingOneof().getName()));
      if (value.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        describe(value.getMessageType(), path + field.getName() + ".", lines);
      }
    }
  }

  private static FieldDescriptor entry(FieldDescriptor map, String part) {
    return map.getMessageType().findFieldByName(part);
  }

  private static String constants(FieldDescriptor field) {
    return field.getEnumType().getValues().stream()
        .map(each -> each.getName() + "=" + each.getNumber())
        .toList()
        .toString();
  }

  private static void describe(MessageType type, String path, List<String> lines) {
    for (Field field : type.fields()) {
      lines.add(
          line(
              path + field.name(),
              field.number(),
              switch (field.cardinality()) {
                case SINGULAR -> "";
                case REPEATED -> "repeated";
                case MAP -> "map " + field.key();
              },
              switch (field.type()) {
                case ScalarType scalar -> scalar.name();
                case EnumType constants ->
                    "ENUM"
                        + constants.constants().stream()
                            .map(each -> each.name() + "=" + each.number())
                            .toList();
                case MessageType _ -> "MESSAGE";
              },
              field.oneof()));
      if (field.type() instanceof MessageType message) {
        describe(message, path + field.name() + ".", lines);
      }
    }
  }

  private static String line(
      String path, int number, String cardinality, String type, @Nullable String oneof) {
    return "%s = %d %s %s %s"
        .formatted(path, number, cardinality, type, Objects.requireNonNullElse(oneof, ""));
  }
}
