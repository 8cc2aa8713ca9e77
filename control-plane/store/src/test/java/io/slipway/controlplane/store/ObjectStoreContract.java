// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a store promises, on whatever database. */
abstract class ObjectStoreContract {
  static final Scope PODS = Scope.all("pods");
  static final Duration SOON = Duration.ofSeconds(30);

  /** A small memory and log, so that tests get behind them. */
  static final StoreLimits SMALL =
      new StoreLimits(1000, 1024, 1 << 20, 16, 2, 8, 1 << 20, 40, 1 << 20, Duration.ofMinutes(5));

  ObjectStore store;

  /** Opens the database of this test: empty at first, later as it was left. */
  abstract ObjectStore open(StoreLimits limits) throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open(SMALL);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void createdObjectIsReadBack() {
    Change change = accepted(store.create(pod("a"), document("1", "{}")));

    Stored stored = store.get(pod("a")).orElseThrow();
    assertThat(stored.revision()).isEqualTo(change.revision()).isEqualTo(store.revision());
    assertThat(stored.uid()).isEqualTo("1");
    assertThat(stored.key()).isEqualTo(pod("a"));
    assertThat(text(stored)).isEqualTo("{}");
  }

  @Test
  void missingObjectIsNotThere() {
    assertThat(store.get(pod("a"))).isEmpty();
    assertThat(store.update(pod("a"), Expected.ANY, document("1", "{}")))
        .isInstanceOf(WriteResult.Missing.class);
    assertThat(store.delete(pod("a"), Expected.ANY)).isInstanceOf(WriteResult.Missing.class);
  }

  @Test
  void secondCreationIsToldTheObjectThatIsThere() {
    long first = create("a", "1");

    WriteResult second = store.create(pod("a"), document("2", "{\"x\":2}"));

    assertThat(second)
        .isInstanceOfSatisfying(
            WriteResult.Exists.class,
            exists -> {
              assertThat(exists.current().uid()).isEqualTo("1");
              assertThat(exists.current().revision()).isEqualTo(first);
            });
    assertThat(store.revision()).isEqualTo(first);
  }

  @Test
  void updateOfStaleRevisionChangesNothing() {
    long first = create("a", "1");
    long second =
        accepted(store.update(pod("a"), Expected.revision(first), document("1", "2"))).revision();

    WriteResult third = store.update(pod("a"), Expected.revision(first), document("1", "3"));

    assertThat(third)
        .isInstanceOfSatisfying(
            WriteResult.Stale.class,
            stale -> assertThat(stale.current().revision()).isEqualTo(second));
    assertThat(text(store.get(pod("a")).orElseThrow())).isEqualTo("2");
  }

  @Test
  void updateKeepsTheUid() {
    create("a", "1");

    assertThat(store.update(pod("a"), Expected.ANY, document("2", "{}")))
        .isInstanceOf(WriteResult.Stale.class);
  }

  @Test
  void deletionExpectsRevisionAndUid() {
    long first = create("a", "1");

    assertThat(store.delete(pod("a"), Expected.uid("2"))).isInstanceOf(WriteResult.Stale.class);
    assertThat(store.delete(pod("a"), Expected.revision(first + 1)))
        .isInstanceOf(WriteResult.Stale.class);
    Change deleted = accepted(store.delete(pod("a"), new Expected(first, "1")));

    assertThat(deleted)
        .isInstanceOfSatisfying(
            Change.Deleted.class,
            change -> {
              assertThat(change.revision()).isGreaterThan(first);
              assertThat(change.before().revision()).isEqualTo(first);
            });
    assertThat(store.get(pod("a"))).isEmpty();
  }

  @Test
  void listIsOrderedByNamespaceAndName() {
    for (String name : List.of("b/x", "a/y", "a-/y", "a/B", "a/x", "é/x", "/z")) {
      String[] parts = name.split("/", 2);
      create(new Key("pods", parts[0], parts[1]), "1");
    }
    create(new Key("nodes", "", "n"), "1");

    Page page = store.list(PODS, ListPosition.start(0), 0);

    assertThat(page.objects())
        .extracting(object -> object.key().namespace() + "/" + object.key().name())
        .containsExactly("/z", "a/B", "a/x", "a/y", "a-/y", "b/x", "é/x");
    assertThat(page.next()).isNull();
    assertThat(page.revision()).isEqualTo(store.revision());
    assertThat(store.count(PODS)).isEqualTo(7);
    assertThat(store.count(Scope.namespace("pods", "a"))).isEqualTo(3);
    assertThat(names(store.list(Scope.namespace("pods", "a"), ListPosition.start(0), 0)))
        .containsExactly("B", "x", "y");
  }

  @ParameterizedTest
  @CsvSource({"3, 1000000", "0, 5", "4, 1"})
  void pagesOfOneListAreOfOneRevision(int limit, long bytes) {
    for (int i = 0; i < 10; i++) {
      create("p" + i, "u" + i);
    }
    Page first = store.list(PODS, ListPosition.start(0), limit, bytes);

    accepted(store.delete(pod("p1"), Expected.ANY));
    accepted(store.delete(pod("p4"), Expected.ANY));
    create("p4", "other");
    accepted(store.update(pod("p5"), Expected.ANY, document("u5", "changed")));
    accepted(store.update(pod("p5"), Expected.ANY, document("u5", "changed again")));
    accepted(store.delete(pod("p9"), Expected.ANY));
    create("p33", "new");

    assertThat(first.objects()).hasSize(bytes == 1 ? 1 : 3);
    List<Stored> all = new ArrayList<>(first.objects());
    for (ListPosition next = first.next(); next != null; ) {
      Page page = store.list(PODS, ListPosition.parse(next.encode()), limit, bytes);
      assertThat(page.revision()).isEqualTo(first.revision());
      all.addAll(page.objects());
      next = page.next();
    }
    assertThat(all)
        .extracting(object -> object.key().name() + "=" + object.uid() + text(object))
        .containsExactly(
            "p0=u0{}", "p1=u1{}", "p2=u2{}", "p3=u3{}", "p4=u4{}", "p5=u5{}", "p6=u6{}", "p7=u7{}",
            "p8=u8{}", "p9=u9{}");
  }

  @Test
  void listOfCompactedRevisionIsExpired() {
    long first = create("a", "1");
    for (int i = 0; i < 60; i++) {
      accepted(store.update(pod("a"), Expected.ANY, document("1", "" + i)));
    }

    assertThatThrownBy(() -> store.list(PODS, ListPosition.start(first), 0))
        .isInstanceOfSatisfying(
            RevisionUnavailableException.class,
            e -> {
              assertThat(e.expired()).isTrue();
              assertThat(e.newest()).isEqualTo(store.revision());
              assertThat(e.oldest()).isEqualTo(store.revision() - SMALL.logChanges());
            });
    assertThat(
            text(
                store
                    .list(PODS, ListPosition.start(store.revision() - 40), 0)
                    .objects()
                    .getFirst()))
        .isEqualTo("19");
  }

  @Test
  void logIsBoundedByItsBytesToo() throws Exception {
    store.close();
    store =
        open(
            new StoreLimits(1000, 9, 1 << 20, 9, 2, 8, 1 << 20, 9999, 20_000, Duration.ofHours(1)));
    create("a", "1");
    for (int i = 0; i < 60; i++) {
      accepted(store.update(pod("a"), Expected.ANY, document("1", "x".repeat(1000))));
    }

    // Each of them has some 2,256 bytes: eight are within the bound.
    long newest = store.revision();
    assertThat(store.list(PODS, ListPosition.start(newest - 6), 0).objects()).hasSize(1);
    assertThatThrownBy(() -> store.list(PODS, ListPosition.start(newest - 9), 0))
        .isInstanceOf(RevisionUnavailableException.class);
  }

  @Test
  void listOfRevisionThatIsNotReachedIsRefused() {
    assertThatThrownBy(() -> store.list(PODS, ListPosition.start(store.revision() + 1), 0))
        .isInstanceOfSatisfying(
            RevisionUnavailableException.class, e -> assertThat(e.expired()).isFalse());
  }

  @Test
  void watchTellsWhatWasAndWhatIs() throws Exception {
    long start = store.revision();
    try (Watch watch = store.watch(PODS, start)) {
      long added = create("a", "1");
      long modified = accepted(store.update(pod("a"), Expected.ANY, document("1", "2"))).revision();
      create(new Key("nodes", "", "n"), "3");
      long deleted = accepted(store.delete(pod("a"), Expected.ANY)).revision();

      assertThat(describe(take(watch, 3)))
          .containsExactly(
              "added " + added + " {}",
              "modified " + modified + " 2 was " + added + " {}",
              "deleted " + deleted + " was " + modified + " 2");
      assertThat(watch.next(Duration.ZERO)).isEmpty();
      assertThat(watch.revision()).isEqualTo(store.revision());
    }
  }

  @Test
  void watchReadsFromTheLogWhatMemoryNoLongerHas() throws Exception {
    long start = store.revision();
    List<String> expected = new ArrayList<>();
    try (Watch live = store.watch(PODS, start)) {
      for (int i = 0; i < 30; i++) {
        create("p" + i, "u" + i);
        if (i % 3 == 0) {
          accepted(store.update(pod("p" + i), Expected.ANY, document("u" + i, "x")));
        }
        expected.addAll(describe(live.next(SOON)));
        expected.addAll(describe(live.next(Duration.ZERO)));
      }
    }
    assertThat(expected).hasSize(40);

    try (Watch late = store.watch(PODS, start)) {
      assertThat(describe(take(late, 40))).isEqualTo(expected);
    }
    try (Watch later = store.watch(PODS, start + 10)) {
      assertThat(describe(take(later, 30))).isEqualTo(expected.subList(10, 40));
    }
  }

  @Test
  void watchOfNamespaceSeesNothingElse() throws Exception {
    try (Watch watch = store.watch(Scope.namespace("pods", "b"), store.revision())) {
      create(new Key("pods", "a", "x"), "1");
      long mine = create(new Key("pods", "b", "x"), "2");

      assertThat(take(watch, 1)).extracting(Change::revision).containsExactly(mine);
    }
  }

  @Test
  void slowWatchIsExpiredOnceTheLogIsCompactedPastIt() throws Exception {
    try (Watch watch = store.watch(PODS, store.revision())) {
      for (int i = 0; i < 60; i++) {
        create("p" + i, "u" + i);
      }

      assertThatThrownBy(() -> watch.next(SOON))
          .isInstanceOfSatisfying(
              RevisionUnavailableException.class, e -> assertThat(e.expired()).isTrue());
    }
    assertThatThrownBy(() -> store.watch(PODS, 0)).isInstanceOf(RevisionUnavailableException.class);
  }

  @Test
  void waitingWatchOfAQuietResourceIsNotExpiredByBusyOnes() throws Exception {
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
        Watch watch = store.watch(Scope.all("nodes"), store.revision())) {
      Future<List<Change>> next = thread.submit(() -> watch.next(SOON));
      for (int i = 0; i < 3 * SMALL.logChanges(); i++) {
        create("p" + i, "u" + i);
      }

      long mine = create(new Key("nodes", "", "n"), "1");

      assertThat(next.get()).extracting(Change::revision).containsExactly(mine);
    }
  }

  @Test
  void dependentsAreFoundByTheirOwner() {
    accepted(store.create(pod("a"), new Document("1", List.of("o", "p", "o"), bytes("{}"))));
    accepted(store.create(pod("b"), new Document("2", List.of("o"), bytes("{}"))));
    assertThat(store.dependents("o", 10)).containsExactlyInAnyOrder(pod("a"), pod("b"));
    assertThat(store.dependents("o", 1)).hasSize(1);
    assertThat(store.dependents("p", 10)).containsExactly(pod("a"));

    accepted(store.update(pod("a"), Expected.ANY, new Document("1", List.of("q"), bytes("{}"))));
    accepted(store.delete(pod("b"), Expected.ANY));

    assertThat(store.dependents("o", 10)).isEmpty();
    assertThat(store.dependents("q", 10)).containsExactly(pod("a"));
  }

  @Test
  void valueOverTheLimitIsRefused() {
    assertThatThrownBy(() -> store.create(pod("a"), document("1", "x".repeat(1001))))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessage("pods default/a has 1001 bytes (expected: at most 1000)");
    assertThat(store.get(pod("a"))).isEmpty();
  }

  @Test
  void everythingIsThereAfterClosingAndOpening() throws Exception {
    long first = create("a", "1");
    long second = create("b", "2");
    accepted(store.delete(pod("b"), Expected.ANY));
    long last = store.revision();
    store.close();

    store = open(SMALL);

    assertThat(store.revision()).isEqualTo(last);
    assertThat(store.get(pod("a")).orElseThrow().revision()).isEqualTo(first);
    assertThat(create("c", "3")).isEqualTo(last + 1);
    try (Watch watch = store.watch(PODS, first)) {
      assertThat(take(watch, 3))
          .extracting(Change::revision)
          .containsExactly(second, second + 1, last + 1);
    }
  }

  @Test
  void revisionsGoOnAfterEverythingIsDeletedAndCompacted() throws Exception {
    for (int i = 0; i < 60; i++) {
      create("a", "1");
      accepted(store.delete(pod("a"), Expected.ANY));
    }
    long last = store.revision();
    store.close();

    store = open(SMALL);

    assertThat(create("a", "1")).isEqualTo(last + 1);
  }

  @Test
  void closedStoreRefuses() throws Exception {
    Watch watch = store.watch(PODS, store.revision());
    store.close();

    assertUnavailable(() -> store.create(pod("a"), document("1", "{}")));
    assertUnavailable(() -> store.get(pod("a")));
    assertUnavailable(() -> watch.next(SOON));
    store = open(SMALL);
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  long create(String name, String uid) {
    return create(pod(name), uid);
  }

  long create(Key key, String uid) {
    return accepted(store.create(key, document(uid, "{}"))).revision();
  }

  static Key pod(String name) {
    return new Key("pods", "default", name);
  }

  static Document document(String uid, String value) {
    return new Document(uid, List.of(), bytes(value));
  }

  static byte[] bytes(String value) {
    return value.getBytes(UTF_8);
  }

  static String text(Stored stored) {
    return new String(stored.value(), UTF_8);
  }

  static Change accepted(WriteResult result) {
    assertThat(result).isInstanceOf(WriteResult.Accepted.class);
    return ((WriteResult.Accepted) result).change();
  }

  static List<Change> take(Watch watch, int count) throws InterruptedException {
    List<Change> taken = new ArrayList<>();
    while (taken.size() < count) {
      List<Change> next = watch.next(SOON);
      assertThat(next).isNotEmpty();
      taken.addAll(next);
    }
    assertThat(taken).hasSize(count);
    return taken;
  }

  static List<String> names(Page page) {
    return page.objects().stream().map(object -> object.key().name()).toList();
  }

  static List<String> describe(List<Change> changes) {
    return changes.stream().map(ObjectStoreContract::describe).toList();
  }

  static String describe(Change change) {
    return switch (change) {
      case Change.Added added -> "added " + describe(added.after());
      case Change.Modified modified ->
          "modified " + describe(modified.after()) + " was " + describe(modified.before());
      case Change.Deleted deleted ->
          "deleted " + deleted.revision() + " was " + describe(deleted.before());
    };
  }

  private static String describe(Stored stored) {
    return stored.revision() + " " + text(stored);
  }
}
