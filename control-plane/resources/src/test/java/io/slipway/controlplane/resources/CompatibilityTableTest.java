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
      Files.writeString(file, page + samples(Files.readString(file)));
    }
    String present = Files.readString(file);

    assertThat(present.substring(0, present.length() - samples(present).length()))
        .as(
            "docs/compatibility.md differs from the tables of fields; write it anew with"
                + " ./mvnw -pl control-plane/resources -am test -Dtest=CompatibilityTableTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dslipway.docs.write=true")
        .isEqualTo(page);
  }

  /** The rest of the page, which is made elsewhere: of what the operator does. */
  private static String samples(String page) {
    return page.substring(page.indexOf("\n## KServe's samples\n"));
  }
}
