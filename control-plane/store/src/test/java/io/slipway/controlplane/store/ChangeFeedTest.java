// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
  private static final Scope PODS = Scope.all("pods");

  @Test
  void newestChangesAreKeptUpToTheirNumber() {
    ChangeFeed feed = new ChangeFeed(10, 4, 1 << 20);
    feed.publish(changes(11, 6, 10));

    assertThat(feed.newest()).isEqualTo(16);
    assertThat(feed.after(11, PODS, 10).complete()).isFalse();
    assertThat(revisions(feed.after(12, PODS, 10))).containsExactly(13L, 14L, 15L, 16L);
    assertThat(revisions(feed.after(16, PODS, 10))).isEmpty();
  }

  @Test
  void newestChangesAreKeptUpToTheirBytes() {
    ChangeFeed feed = new ChangeFeed(0, 100, 3000);
    feed.publish(changes(1, 5, 1000));

    assertThat(feed.after(2, PODS, 10).complete()).isFalse();
    assertThat(revisions(feed.after(3, PODS, 10))).containsExactly(4L, 5L);
  }

  @Test
  void oneChangeOverTheBytesIsKept() {
    ChangeFeed feed = new ChangeFeed(0, 100, 3000);
    feed.publish(changes(1, 2, 9000));

    assertThat(revisions(feed.after(1, PODS, 10))).containsExactly(2L);
  }

  @Test
  void sliceEndsAtItsSizeAndElseAtTheNewest() {
    ChangeFeed feed = new ChangeFeed(0, 100, 1 << 20);
    feed.publish(changes(1, 5, 10));

    ChangeFeed.Slice slice = feed.after(0, PODS, 2);
    assertThat(revisions(slice)).containsExactly(1L, 2L);
    assertThat(slice.revision()).isEqualTo(2);
    assertThat(feed.after(0, Scope.all("nodes"), 2).revision()).isEqualTo(5);
  }

  @Test
  void afterAJumpOnlyTheDatabaseHasWhatWasBefore() {
    ChangeFeed feed = new ChangeFeed(0, 100, 1 << 20);
    feed.publish(changes(1, 5, 10));
    feed.jump(8);
    feed.publish(changes(9, 1, 10));

    assertThat(feed.after(7, PODS, 10).complete()).isFalse();
    assertThat(revisions(feed.after(8, PODS, 10))).containsExactly(9L);
  }

  private static List<Change> changes(long first, int count, int bytes) {
    List<Change> changes = new ArrayList<>();
    for (long revision = first; revision < first + count; revision++) {
      Key key = new Key("pods", "default", "p" + revision);
      changes.add(new Change.Added(new Stored(key, revision, "u", new byte[bytes])));
    }
    return changes;
  }

  private static List<Long> revisions(ChangeFeed.Slice slice) {
    assertThat(slice.complete()).isTrue();
    return slice.changes().stream().map(Change::revision).toList();
  }
}
