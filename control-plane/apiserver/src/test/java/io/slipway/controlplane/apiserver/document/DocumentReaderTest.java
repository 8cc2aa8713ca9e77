// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
  private static DocumentReader.Read read(String json) throws IOException {
    return DocumentReader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsAllThatJsonHas() throws IOException {
    String json = "{\"a\":[1,-5000000000,1.5,true,false,null,\"\u00e9\",{}],\"b\":{\"c\":[]}}";
    DocumentReader.Read read = read(json);
    assertThat(read.document().toString()).isEqualTo(json);
    assertThat(read.duplicates()).isEmpty();
  }

  @Test
  void ofAFieldThatIsThereTwiceTheLastCounts() throws IOException {
    DocumentReader.Read read =
        read("{\"a\":1,\"b\":[{\"c\":1,\"c\":2,\"c\":3}],\"a\":{\"d\":0,\"d\":1}}");
    assertThat(read.document().toString()).isEqualTo("{\"a\":{\"d\":1},\"b\":[{\"c\":3}]}");
    assertThat(read.duplicates()).containsExactly("b[0].c", "a.d", "a");
  }

  @Test
  void aWholeNumberThatIsTooLargeIsAFloatingPointNumber() throws IOException {
    assertThat(read("[18446744073709551616]").document().get(0).isDouble()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{} {}", "[1,]", "{\"a\"}", "nope"})
  void refusesWhatIsNoDocument(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  @Test
  void aDocumentOfLongNamesInEachOtherTakesWhatItIsLarge() throws Exception {
    String name = "n".repeat(6_000);
    int depth = 450;
    byte[] json =
        (("{\"" + name + "\":").repeat(depth) + "{\"a\":1,\"a\":2}" + "}".repeat(depth))
            .getBytes(StandardCharsets.UTF_8);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    DocumentReader.Read read = DocumentReader.read(json);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10L * json.length);
    assertThat(read.duplicates()).as("its path is too long to be told").isEmpty();
  }

  @Test
  void ofManyDuplicatesTheFirstAreTold() throws IOException {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 2 * 150; i++) {
      json.append("\"").append(i / 2).append("\":0,");
    }

    assertThat(read(json + "\"end\":0}").duplicates()).hasSize(100).startsWith("0", "1");
  }
}
