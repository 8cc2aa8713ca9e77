// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.objects;

import static io.slipway.controlplane.apiserver.write.Widgets.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.objects.ObjectReads.Listed;
import io.slipway.controlplane.apiserver.objects.ObjectWrites.Written;
import io.slipway.controlplane.apiserver.request.DeleteOptions;
import io.slipway.controlplane.apiserver.request.ListOptions;
import io.slipway.controlplane.apiserver.request.Query;
import io.slipway.controlplane.apiserver.request.WriteOptions;
import io.slipway.controlplane.apiserver.request.WriteOptions.FieldValidation;
import io.slipway.controlplane.apiserver.write.SentObject;
import io.slipway.controlplane.apiserver.write.Update;
import io.slipway.controlplane.apiserver.write.Widgets;
import io.slipway.controlplane.apiserver.write.WriteContext;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.StoreLimits;
import io.slipway.controlplane.store.Stored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads and writes on a real store. */
class ObjectsTest {
  private static final DeleteOptions NOW = new DeleteOptions(null, null, null, null, false);

  private static final Selection RED =
      new Selection() {
        @Override
        public boolean isEverything() {
          return false;
        }

        @Override
        public boolean matches(ObjectNode object) {
          return object.path("spec").path("color").asText().equals("red");
        }
      };

  @TempDir private Path directory;
  private ObjectStore store;
  private ObjectWrites writes;
  private ObjectReads reads;

  @BeforeEach
  void open() {
    store = ObjectStore.open(directory, StoreLimits.DEFAULT);
    writes = new ObjectWrites(store, new Random(1));
    reads = new ObjectReads(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static ObjectNode sent(String text) {
    return SentObject.read(Widgets.TYPE, json(text), List.of(), FieldValidation.STRICT).object();
  }

  private ObjectNode create(String name, String color) {
    String text =
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"size\":1,\"color\":\"%s\"}}"
            .formatted(name, color);
    return writes.create(Widgets.context(""), sent(text));
  }

  private static String version(ObjectNode object) {
    return object.path("metadata").path("resourceVersion").asText();
  }

  private Written resize(String name, int size) {
    WriteContext context = Widgets.context(name);
    return writes.change(
        context,
        live -> {
          ObjectNode wanted = live.deepCopy();
          wanted.withObject("/spec").put("size", size);
          return new Update(context, false).of(wanted, live);
        });
  }

  private static void refused(int code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(code));
  }

  private static void assertSame(ObjectNode object, ObjectNode expected) {
    assertThat(JsonEquality.same(object, expected)).as("%s as %s", object, expected).isTrue();
  }

  private static List<String> names(List<Stored> objects) {
    return objects.stream().map(object -> object.key().name()).toList();
  }

  private Listed list(String query, Selection selection) {
    return reads.list(Widgets.TYPE, "ns", ListOptions.read(Query.parse(query), false), selection);
  }

  @Test
  void createsReadsChangesAndDeletes() {
    ObjectNode created = create("w", "red");
    Stored stored = reads.get(Widgets.TYPE, "ns", "w");
    assertSame(ObjectBytes.read(stored, "example.com/v1"), created);
    Written changed = resize("w", 2);
    assertThat(Long.parseLong(version(changed.object())))
        .isGreaterThan(Long.parseLong(version(created)));
    assertSame(resize("w", 2).object(), changed.object());
    Written deleted = writes.delete(Widgets.context("w"), NOW, 0);
    assertThat(deleted.removed()).isTrue();
    assertThat(Long.parseLong(version(deleted.object())))
        .isGreaterThan(Long.parseLong(version(changed.object())));
    refused(404, () -> reads.get(Widgets.TYPE, "ns", "w"));
    refused(404, () -> resize("w", 3));
    refused(404, () -> writes.delete(Widgets.context("w"), NOW, 0));
  }

  @Test
  void createsEachNameOnce() {
    create("w", "red");
    refused(409, () -> create("w", "blue"));
  }

  @Test
  void generatesAnotherNameIfOneIsTaken() {
    ObjectNode wanted = sent("{\"metadata\":{\"generateName\":\"w-\"},\"spec\":{\"size\":1}}");
    String first = writes.create(Widgets.context(""), wanted).at("/metadata/name").asText();
    ObjectWrites again = new ObjectWrites(store, new Random(1));
    assertThat(again.create(Widgets.context(""), wanted).at("/metadata/name").asText())
        .startsWith("w-")
        .isNotEqualTo(first);
    RandomGenerator always = () -> 0;
    ObjectWrites stuck = new ObjectWrites(store, always);
    stuck.create(Widgets.context(""), wanted);
    refused(409, () -> stuck.create(Widgets.context(""), wanted));
  }

  @Test
  void writesNothingOnADryRun() {
    WriteContext dry =
        new WriteContext(
            Widgets.TYPE,
            "ns",
            "w",
            new WriteOptions(true, "me", FieldValidation.STRICT, false),
            Widgets.NOW);
    ObjectNode wanted = sent("{\"metadata\":{\"name\":\"w\"},\"spec\":{\"size\":1}}");
    assertThat(version(writes.create(dry, wanted))).isEmpty();
    refused(404, () -> reads.get(Widgets.TYPE, "ns", "w"));
    ObjectNode created = create("w", "red");
    refused(409, () -> writes.create(dry, wanted));
    assertThat(writes.delete(dry, NOW, 0).removed()).isTrue();
    assertSame(ObjectBytes.read(reads.get(Widgets.TYPE, "ns", "w")), created);
  }

  @Test
  void decidesAnewIfTheObjectHasChangedMeanwhile() {
    create("w", "red");
    WriteContext context = Widgets.context("w");
    List<String> seen = new ArrayList<>();
    Written written =
        writes.change(
            context,
            live -> {
              seen.add(live.at("/spec/size").asText());
              if (seen.size() == 1) {
                resize("w", 5);
              }
              ObjectNode wanted = live.deepCopy();
              wanted.withObject("/spec").put("color", "blue");
              return new Update(context, false).of(wanted, live);
            });
    assertThat(seen).containsExactly("1", "5");
    assertThat(written.object().at("/spec/size").asInt()).isEqualTo(5);
    assertThat(written.object().at("/spec/color").asText()).isEqualTo("blue");
  }

  @Test
  void givesUpOnAnObjectThatNeverStaysAsItIs() {
    create("w", "red");
    WriteContext context = Widgets.context("w");
    int[] size = {1};
    refused(
        409,
        () ->
            writes.change(
                context,
                live -> {
                  resize("w", ++size[0]);
                  ObjectNode wanted = live.deepCopy();
                  wanted.withObject("/spec").put("color", "blue");
                  return new Update(context, false).of(wanted, live);
                }));
  }

  @Test
  void listsInPages() {
    for (int i = 0; i < 5; i++) {
      create("w" + i, i % 2 == 0 ? "red" : "blue");
    }
    Listed first = list("limit=2", Selection.EVERYTHING);
    assertThat(names(first.objects())).containsExactly("w0", "w1");
    create("w00", "red");
    Listed second = list("limit=2&continue=" + first.continueToken(), Selection.EVERYTHING);
    assertThat(names(second.objects())).containsExactly("w2", "w3");
    assertThat(second.revision()).isEqualTo(first.revision());
    Listed third = list("limit=2&continue=" + second.continueToken(), Selection.EVERYTHING);
    assertThat(names(third.objects())).containsExactly("w4");
    assertThat(third.continueToken()).isEmpty();
  }

  @Test
  void listsWhatIsSelectedInPages() {
    for (int i = 0; i < 5; i++) {
      create("w" + i, i % 2 == 0 ? "red" : "blue");
    }
    Listed first = list("limit=2", RED);
    assertThat(names(first.objects())).containsExactly("w0", "w2");
    Listed second = list("limit=2&continue=" + first.continueToken(), RED);
    assertThat(names(second.objects())).containsExactly("w4");
    assertThat(second.continueToken()).isEmpty();
    assertThat(names(list("", RED).objects())).containsExactly("w0", "w2", "w4");
  }

  @Test
  void listsAtTheVersionThatWasAskedFor() {
    String before = version(create("a", "red"));
    String after = version(create("b", "red"));
    assertThat(
            names(
                list("resourceVersionMatch=Exact&resourceVersion=" + before, Selection.EVERYTHING)
                    .objects()))
        .containsExactly("a");
    assertThat(names(list("limit=9&resourceVersion=" + before, Selection.EVERYTHING).objects()))
        .containsExactly("a");
    for (String version : List.of("", "0", before, after)) {
      assertThat(names(list("resourceVersion=" + version, Selection.EVERYTHING).objects()))
          .containsExactly("a", "b");
    }
    long ahead = Long.parseLong(after) + 100;
    refused(504, () -> list("resourceVersion=" + ahead, Selection.EVERYTHING));
  }

  @Test
  void refusesAListFromNowhere() {
    refused(400, () -> list("continue=nonsense", Selection.EVERYTHING));
    refused(400, () -> list("resourceVersion=yesterday", Selection.EVERYTHING));
    create("a", "red");
    create("b", "red");
    String token = list("limit=1", Selection.EVERYTHING).continueToken();
    refused(400, () -> list("resourceVersion=5&continue=" + token, Selection.EVERYTHING));
  }
}
