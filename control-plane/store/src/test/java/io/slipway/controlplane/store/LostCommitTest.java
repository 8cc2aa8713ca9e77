// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static io.slipway.controlplane.store.ObjectStoreContract.PODS;
import static io.slipway.controlplane.store.ObjectStoreContract.SMALL;
import static io.slipway.controlplane.store.ObjectStoreContract.accepted;
import static io.slipway.controlplane.store.ObjectStoreContract.document;
import static io.slipway.controlplane.store.ObjectStoreContract.pod;
import static io.slipway.controlplane.store.ObjectStoreContract.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.nio.file.Path;
import java.time.Duration;
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
}
