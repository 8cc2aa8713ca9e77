// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static io.slipway.controlplane.store.ObjectStoreContract.PODS;
import static io.slipway.controlplane.store.ObjectStoreContract.SMALL;
import static io.slipway.controlplane.store.ObjectStoreContract.SOON;
import static io.slipway.controlplane.store.ObjectStoreContract.accepted;
import static io.slipway.controlplane.store.ObjectStoreContract.document;
import static io.slipway.controlplane.store.ObjectStoreContract.pod;
import static io.slipway.controlplane.store.ObjectStoreContract.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostCommitTest {
  @TempDir Path directory;
  private FaultyDatabase database;
  private ObjectStore store;

  @BeforeEach
  void open() {
    database = new FaultyDatabase(SqliteDatabase.open(directory));
    store = SqlStore.start(database, SMALL);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void commitWhoseAnswerIsLostIsAcceptedOnce() throws Exception {
    try (Watch watch = store.watch(PODS, store.revision())) {
      database.failNext(FaultyDatabase.Fault.AFTER_COMMIT);
      long first = accepted(store.create(pod("a"), document("1", "{}"))).revision();
      long second = accepted(store.create(pod("b"), document("2", "{}"))).revision();

      assertThat(second).isEqualTo(first + 1);
      assertThat(store.get(pod("a")).orElseThrow().revision()).isEqualTo(first);
      assertThat(take(watch, 2)).extracting(Change::revision).containsExactly(first, second);
      assertThat(watch.next(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void commitThatFailsChangesNothing() throws Exception {
    try (Watch watch = store.watch(PODS, store.revision())) {
      long before = store.revision();
      database.failNext(FaultyDatabase.Fault.BEFORE_COMMIT);

      assertThatThrownBy(() -> store.create(pod("a"), document("1", "{}")))
          .isInstanceOfSatisfying(
              ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
          .hasMessageContaining("cannot write pods default/a to")
          .hasMessageContaining("lost before the commit");

      assertThat(store.get(pod("a"))).isEmpty();
      assertThat(watch.next(Duration.ZERO)).isEmpty();
      assertThat(accepted(store.create(pod("a"), document("1", "{}"))).revision())
          .isEqualTo(before + 1);
    }
  }

  @Test
  void aWriteThatTheDatabaseDoesNotTakeLosesNoneOfItsTransaction() throws Exception {
    database.refuse("bad");
    try (Watch watch = store.watch(PODS, store.revision())) {
      CountDownLatch held = database.holdCommits();
      // the first is on its way to the disk; the others wait for it, and share a transaction
      List<Waiting> writes = new ArrayList<>();
      for (String name : List.of("first", "good", "bad", "last")) {
        writes.add(Waiting.create(store, name));
      }
      held.countDown();

      assertThat(writes.get(2).failure()).hasMessageContaining("refused bad");
      for (int i : List.of(0, 1, 3)) {
        long revision = accepted(writes.get(i).result()).revision();
        assertThat(store.get(pod(writes.get(i).name())).orElseThrow().revision())
            .isEqualTo(revision);
      }
      assertThat(take(watch, 3)).extracting(Change::revision).containsExactly(1L, 2L, 3L);
      assertThat(store.revision()).isEqualTo(3);
    }
  }

  /** A create on a thread of its own. */
  private record Waiting(String name, CompletableFuture<WriteResult> answer) {
    /** When it returns the write waits for the writer. */
    static Waiting create(ObjectStore store, String name) {
      CompletableFuture<WriteResult> answer = new CompletableFuture<>();
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  answer.complete(store.create(pod(name), document("1", "{}")));
                } catch (RuntimeException e) {
                  answer.completeExceptionally(e);
                }
              });
      await().until(() -> thread.getState() == Thread.State.WAITING);
      return new Waiting(name, answer);
    }

    WriteResult result() throws Exception {
      return answer.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    Throwable failure() throws Exception {
      return answer.handle((_, failure) -> failure).get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
