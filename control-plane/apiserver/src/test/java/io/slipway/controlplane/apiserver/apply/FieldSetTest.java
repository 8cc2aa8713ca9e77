// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.apiserver.testing.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSetTest {
  @Test
  void isPrintedInOneOrder() {
    FieldSet set =
        FieldsV1.parse(
            Facts.json(
                """
                {"i:1": {}, "v:\\"b\\"": {}, "v:2": {}, "v:true": {}, "k:{\\"b\\":1,\\"a\\":\\"x\\"}": {".": {}, "f:z": {}},
                 "f:b": {}, "f:a": {"f:y": {}, ".": {}}, "q:unknown": {}}
                """));
    assertThat(FieldsV1.print(set))
        .hasToString(
            "{\"f:a\":{\".\":{},\"f:y\":{}},\"f:b\":{},"
                + "\"k:{\\\"a\\\":\\\"x\\\",\\\"b\\\":1}\":{\".\":{},\"f:z\":{}},"
                + "\"v:2\":{},\"v:\\\"b\\\"\":{},\"v:true\":{},\"i:1\":{}}");
    assertThat(set.toString())
        .isEqualTo(
            """
            .a
            .b
            [a="x",b=1]
            [=2]
            [="b"]
            [=true]
            [1]
            .a.y
            [a="x",b=1].z\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"x\": {}}", "{\"fa\": {}}", "{\"k:{\": {}}", "{\"i:x\": {}}"})
  void whatIsNoPathElementIsRefused(String json) {
    assertThatThrownBy(() -> FieldsV1.parse(Facts.json(json)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "union | {'f:a': {}, 'f:b': {'f:c': {}}} | {'f:b': {}} |"
            + " {'f:a':{},'f:b':{'.':{},'f:c':{}}}",
        "intersection | {'f:a': {}, 'f:b': {'f:c': {}, 'f:d': {}}} | {'f:b': {'f:d': {}}} |"
            + " {'f:b':{'f:d':{}}}",
        "minus | {'f:a': {'.': {}, 'f:b': {}}} | {'f:a': {}} | {'f:a':{'f:b':{}}}",
        "minus | {'f:a': {'f:b': {}}} | {'f:a': {'f:b': {}}} | {}",
        "minusAllWithin | {'f:a': {'.': {}, 'f:b': {}}, 'f:c': {}} | {'f:a': {}} | {'f:c':{}}",
        "minusAllWithin | {'f:a': {'.': {}, 'f:b': {}, 'f:d': {}}} | {'f:a': {'f:b': {}}} |"
            + " {'f:a':{'.':{},'f:d':{}}}",
      })
  void combines(String operation, String a, String b, String result) {
    FieldSet first = set(a);
    FieldSet second = set(b);
    FieldSet combined =
        switch (operation) {
          case "union" -> first.union(second);
          case "intersection" -> first.intersection(second);
          case "minus" -> first.minus(second);
          case "minusAllWithin" -> first.minusAllWithin(second);
          default -> throw new AssertionError(operation);
        };
    assertThat(FieldsV1.print(combined)).hasToString(result.replace('\'', '"'));
    assertThat(FieldsV1.print(first))
        .as("operands stay as they are")
        .isEqualTo(Facts.json(a.replace('\'', '"')));
  }

  private static FieldSet set(String json) {
    return FieldsV1.parse(Facts.json(json.replace('\'', '"')));
  }
}
