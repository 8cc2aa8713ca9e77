// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.route.Router;
import io.slipway.cli.testing.OwnApi;
import io.slipway.controlplane.operator.kubernetes.Operator;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.Front;
import io.slipway.controlplane.operator.revision.ModelHost;
import io.slipway.controlplane.operator.revision.Pods;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every sample of KServe, applied to the API with the operator on it and nobody who runs Pods: what
 * becomes of each is what the documentation says.
 */
@Timeout(180)
class AppliedSamplesIT {
  private static final Path PAGE = Document.ROOT.resolve("docs/compatibility.md");
  private static final String HEAD = "\n## KServe's samples\n";

  @TempDir private Path data;

  @Test
  void becomeWhatTheDocumentationShows() throws Exception {
    String table = table();
    String present = Files.readString(PAGE);
    String before = present.substring(0, present.indexOf(HEAD));
    if (Boolean.getBoolean("slipway.docs.write")) {
      Files.writeString(PAGE, before + table);
      present = before + table;
    }

    assertThat(present.substring(before.length()))
        .as(
            "the samples in docs/compatibility.md are not what becomes of them; the command that"
                + " writes the table anew is in its head")
        .isEqualTo(table);
  }

  private String table() throws Exception {
    Router nowhere = _ -> {};
    try (OwnApi own = OwnApi.start(data)) {
      Pods home = new Pods(Front.open("127.0.0.1:8080"));
      CompletableFuture<Void> ready = new CompletableFuture<>();
      Operator operator = Operator.start(own.api(), home, nowhere, ready);
      operator.followRareKinds(new NoModels());
      try {
        ready.join();
        return HEAD + SampleTable.of(Sample.all(), new SampleFates(own));
      } finally {
        operator.stop();
      }
    }
  }

  /** Nothing loads any. */
  private static final class NoModels implements ModelHost {
    @Override
    public void serve(ObjectKey service, List<Source> models) {}

    @Override
    public void othersHaveNone(Set<ObjectKey> withModels) {}

    @Override
    public Progress progress(ObjectKey service, Source model) {
      return new Progress(State.FAILED, "nothing loads models here");
    }
  }
}
