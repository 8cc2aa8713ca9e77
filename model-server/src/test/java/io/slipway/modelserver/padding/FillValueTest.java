// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.padding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FillValueTest {
  @ParameterizedTest
  @CsvSource({
    "BOOL, true, 01",
    "BOOL, false, 00",
    "INT8, -1, ff",
    "INT16, -2, feff",
    "INT32, 258, 02010000",
    "INT64, -9223372036854775808, 0000000000000080",
    "UINT8, 255, ff",
    "UINT16, 65535, ffff",
    "UINT32, 4294967295, ffffffff",
    "UINT64, 18446744073709551615, ffffffffffffffff",
    "FP16, 1, 003c",
    "FP16, -Infinity, 00fc",
    "BF16, 1, 803f",
    "BF16, 1.00390625, 803f",
    "BF16, 1.01171875, 823f",
    "BF16, NaN, c07f",
    "FP32, -1.5, 0000c0bf",
    "FP64, 1e300, 9c7500883ce4377e",
  })
  void isTheBytesOfTheElement(DataType datatype, String text, String hex) {
    byte[] element = new byte[datatype.byteSize()];
    FillValue.parse(datatype, text).fill(MemorySegment.ofArray(element));

    assertThat(HexFormat.of().formatHex(element)).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, 1",
    "INT8, 128",
    "INT8, -129",
    "INT32, 1.5",
    "INT64, 9223372036854775808",
    "UINT8, 256",
    "UINT8, -1",
    "UINT64, 18446744073709551616",
    "FP32, x",
    "FP16, -inf",
  })
  void refusesWhatIsNoValue(DataType datatype, String text) {
    assertThatThrownBy(() -> FillValue.parse(datatype, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' (expected: a value of %s)", text, datatype);
  }

  @Test
  void isRepeatedToTheEnd() {
    byte[] data = new byte[14];
    FillValue.parse(DataType.INT16, "258").fill(MemorySegment.ofArray(data));
    assertThat(HexFormat.of().formatHex(data)).isEqualTo("0201".repeat(7));
  }

  @Test
  void nothingIsWrittenWhereNothingIs() {
    byte[] none = new byte[0];
    FillValue.parse(DataType.INT32, "7").fill(MemorySegment.ofArray(none));
    assertThat(none).isEmpty();
  }
}
