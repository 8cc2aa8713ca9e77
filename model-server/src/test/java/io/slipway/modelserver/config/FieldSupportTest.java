// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.config.FieldSupport.Entry;
import io.slipway.transport.codec.modelconfig.Field;
import io.slipway.transport.codec.modelconfig.MessageType;
import io.slipway.transport.codec.modelconfig.ModelConfigSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldSupportTest {
  private static final Path PAGE = Path.of("../docs/model-configuration.md");
  private static final String BEGIN = "<!-- fields: made from FieldSupport -->\n";
  private static final String END = "<!-- end of fields -->";

  @Test
  void everyFieldOfTheConfigurationHasExactlyOneEntry() {
    List<String> paths = new ArrayList<>();
    collect(ModelConfigSchema.modelConfig(), "", paths);

    assertThat(FieldSupport.entries().stream().map(Entry::path)).containsExactlyElementsOf(paths);
  }

  private static void collect(MessageType type, String parent, List<String> paths) {
    for (Field field : type.fields()) {
      String path = parent + field.name();
      if (FieldSupport.of(path) != null || !(field.type() instanceof MessageType inner)) {
        paths.add(path);
      } else {
        collect(inner, path + ".", paths);
      }
    }
  }

  @Test
  void everyEntrySaysWhatItDoesOrWhyItDoesNothing() {
    assertThat(FieldSupport.entries()).allSatisfy(entry -> assertThat(entry.note()).isNotBlank());
  }

  @Test
  void theDocumentationShowsTheTable() throws IOException {
    StringBuilder table = new StringBuilder("| Field | Treatment | |\n|---|---|---|\n");
    for (Entry entry : FieldSupport.entries()) {
      table.append(
          "| `%s` | %s | %s |\n".formatted(entry.path(), entry.treatment().label(), entry.note()));
    }
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String expected = page.substring(0, begin) + table + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("slipway.docs.write")) {
      Files.writeString(PAGE, expected);
    }

    assertThat(PAGE)
        .as(
            "write it anew with ./mvnw -pl model-server -am test -Dtest=FieldSupportTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dslipway.docs.write=true")
        .hasContent(expected);
  }
}
