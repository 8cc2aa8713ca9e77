// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists in pages: limit and continue. */
abstract class PagesContract extends ContractPart {
  PagesContract(ApiTarget target) {
    super(target);
  }

  @BeforeEach
  final void createFive() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      configMap(name, "k", "v");
    }
  }

  /** Nothing is missing and nothing comes twice. */
  @Test
  void thePagesTogetherAreTheList() {
    List<String> names = new ArrayList<>();
    Answer page = api.get(core("configmaps") + "?limit=2").is(200);
    names.addAll(page.names());
    int pages = 1;
    while (page.has("/metadata/continue")) {
      page = next(page).is(200);
      names.addAll(page.names());
      pages++;
    }

    assertThat(names).containsExactly("a", "b", "c", "d", "e");
    assertThat(pages).isEqualTo(3);
  }

  /** kubectl shows how much is left. */
  @Test
  void aPageTellsHowManyAreLeft() {
    Answer first = api.get(core("configmaps") + "?limit=2").is(200);
    Answer last = next(next(first));

    assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
    assertThat(last.has("/metadata/remainingItemCount")).isFalse();
    assertThat(last.has("/metadata/continue")).isFalse();
  }

  /** With a selector nobody has counted. */
  @Test
  void aSelectedPageTellsNoCount() {
    Answer page = api.get(core("configmaps") + "?limit=2&labelSelector=!none").is(200);

    assertThat(page.has("/metadata/continue")).isTrue();
    assertThat(page.has("/metadata/remainingItemCount")).isFalse();
  }

  /** All pages are of one moment: what is written between them is not in them. */
  @Test
  void laterPagesAreOfTheMomentOfTheFirst() {
    Answer first = api.get(core("configmaps") + "?limit=2").is(200);
    configMap("bb", "k", "v");
    configMap("f", "k", "v");
    api.delete(core("configmaps/d")).is(200);

    Answer second = next(first).is(200);
    Answer third = next(second).is(200);

    assertThat(second.resourceVersion()).isEqualTo(first.resourceVersion());
    assertThat(second.names()).containsExactly("c", "d");
    assertThat(third.names()).containsExactly("e");
  }

  /** A limit that nothing exceeds leaves no token. */
  @Test
  void aListThatFitsIsOnePage() {
    Answer page = api.get(core("configmaps") + "?limit=5").is(200);

    assertThat(page.names()).hasSize(5);
    assertThat(page.has("/metadata/continue")).isFalse();
  }

  /** Pages of what a selector selects are full ones. */
  @Test
  void selectorsApplyBeforeTheLimit() {
    labelled("z1", "{app: 'x'}");
    labelled("z2", "{app: 'x'}");
    labelled("z3", "{app: 'x'}");

    Answer page = api.get(core("configmaps") + "?limit=2&labelSelector=app%3Dx").is(200);

    assertThat(page.names()).containsExactly("z1", "z2");
    assertThat(next(page, "&labelSelector=app%3Dx").names()).containsExactly("z3");
  }

  /** A token is the server's own. */
  @Test
  void aMadeUpTokenIsRefused() {
    api.get(core("configmaps") + "?limit=2&continue=guess")
        .isFailure(400, "BadRequest")
        .withMessageContaining("continue key is not valid");
  }

  /** The token has the version already. */
  @Test
  void aTokenGoesWithoutAVersion() {
    Answer first = api.get(core("configmaps") + "?limit=2").is(200);

    next(first, "&resourceVersion=" + first.resourceVersion())
        .isFailure(400, "BadRequest")
        .withMessageContaining("specifying resource version is not allowed when using continue");
  }

  private Answer next(Answer page) {
    return next(page, "");
  }

  private Answer next(Answer page, String more) {
    return api.get(
        core("configmaps")
            + "?limit=2&continue="
            + Api.escape(page.text("/metadata/continue"))
            + more);
  }
}
