// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CompatibilityTableTest {
  @Test
  void isWhatTheDocumentationShows() throws IOException {
    Path file = Upstream.repository().resolve("docs/compatibility.md");
    String page = CompatibilityTable.page();
    if (Boolean.getBoolean("slipway.docs.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, page);
    }

    assertThat(file)
        .as(
            "docs/compatibility.md differs from the table of fields; write it anew with"
                + " ./mvnw -pl control-plane/resources -am test -Dtest=CompatibilityTableTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dslipway.docs.write=true")
        .hasContent(page);
  }
}
