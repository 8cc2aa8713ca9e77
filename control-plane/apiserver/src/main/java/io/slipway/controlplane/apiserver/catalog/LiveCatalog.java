// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.definition.AcceptedNames;
import io.slipway.controlplane.apiserver.definition.Definition;
import io.slipway.controlplane.apiserver.meta.JsonEquality;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.store.Expected;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ListPosition;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Stored;
import io.slipway.controlplane.store.WriteResult;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The catalog as it is now, which follows the definitions in the store. The kinds that Slipway
 * brings are served before their definitions are stored, which is done when somebody first asks for
 * definitions: a start would read and write hundreds of kilobytes that mostly nobody looks at. Any
 * thread may use it; {@link #definitionsChanged} and {@link #install} block for the disk.
 */
public final class LiveCatalog {
  private static final String RESOURCE = "apiextensions.k8s.io/customresourcedefinitions";

  private final ObjectStore store;
  private final InstantSource clock;
  private final List<Definition> brought = BroughtDefinition.all();
  private final SchemaChanges changes = new SchemaChanges();
  private volatile boolean installed;
  private volatile Catalog current;

  /** Reads the definitions that there are. */
  public LiveCatalog(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.current = catalog(definitions(), null);
  }

  public Catalog current() {
    return current;
  }

  /**
   * A definition was written: says in the status of each which names it has got, and serves those
   * that have all of theirs.
   */
  public synchronized void definitionsChanged() {
    List<Stored> stored = definitions();
    List<ObjectNode> documents = documents(stored);
    boolean settled = true;
    for (int i = 0; i < stored.size(); i++) {
      settled &= accept(stored.get(i), i, documents);
    }
    current = catalog(stored, documents);
    if (!settled) {
      definitionsChanged(); // one was written meanwhile
    }
  }

  /**
   * @param documents those that are stored; null if they have not been read
   */
  private Catalog catalog(List<Stored> stored, @Nullable List<ObjectNode> documents) {
    Set<String> asBrought = new HashSet<>();
    Set<String> there = new HashSet<>();
    List<ServedKind> others = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      Stored each = stored.get(i);
      there.add(each.key().name());
      if (BroughtDefinition.mark(each) != null) {
        asBrought.add(each.key().name());
      } else {
        ObjectNode document = documents == null ? ObjectBytes.read(each) : documents.get(i);
        // at a start nobody has written by what was there before: the definition tells when it was
        long now = documents == null ? each.revision() : store.revision();
        others.addAll(DefinedKinds.of(document, changes.last(document, now)));
      }
    }
    List<ServedKind> kinds = new ArrayList<>();
    for (Definition each : brought) {
      String name = BroughtDefinition.name(each);
      if (asBrought.contains(name) || (!installed && !there.contains(name))) {
        kinds.addAll(DefinedKinds.of(each, 0));
      }
    }
    kinds.addAll(others);
    changes.retain(there);
    return Catalog.with(kinds);
  }

  /**
   * Stores the definitions of the kinds that Slipway brings, unless that was done since the start:
   * those that are not there, and those that another version of Slipway has stored and nobody has
   * changed.
   */
  public void install() {
    if (!installed) {
      installOnce();
    }
  }

  private synchronized void installOnce() {
    if (installed) {
      return;
    }
    Map<String, Stored> there = new HashMap<>();
    definitions().forEach(each -> there.put(each.key().name(), each));
    List<CompletableFuture<?>> writes = new ArrayList<>();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ObjectNode document : BroughtDefinition.documents()) {
        Stored old = there.get(document.path("metadata").path("name").asText());
        String mark = Integer.toHexString(document.hashCode());
        complete(document, mark);
        if (old == null || replaces(mark, old)) {
          writes.add(CompletableFuture.runAsync(() -> write(document, old), writers));
        }
      }
    }
    writes.forEach(CompletableFuture::join);
    installed = true;
    definitionsChanged();
  }

  private static boolean replaces(String mark, Stored old) {
    String had = BroughtDefinition.mark(old);
    return had != null && !had.equals(mark);
  }

  /** Should somebody be quicker, then theirs is it. */
  private void write(ObjectNode document, @Nullable Stored old) {
    String name = document.path("metadata").path("name").asText();
    if (old == null) {
      store.create(new Key(RESOURCE, "", name), ObjectBytes.document(document));
      return;
    }
    ObjectNode before = ObjectBytes.read(old);
    ObjectNode metadata = document.withObjectProperty("metadata");
    metadata.put("uid", old.uid());
    metadata.set("creationTimestamp", before.path("metadata").path("creationTimestamp"));
    document.set("status", AcceptedNames.status(before, List.of(), now()));
    store.update(
        old.key(), new Expected(old.revision(), old.uid()), ObjectBytes.document(document));
  }

  /** What a create makes of a definition, and its status. */
  private void complete(ObjectNode document, String mark) {
    String now = now();
    ObjectNode metadata = document.withObjectProperty("metadata");
    metadata.putObject("annotations").put(BroughtDefinition.MARK, mark);
    metadata
        .put("uid", UUID.randomUUID().toString())
        .put("creationTimestamp", now)
        .put("generation", 1);
    Definition.applyDefaults(document);
    document.set("status", AcceptedNames.status(document, List.of(), now));
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private List<Stored> definitions() {
    return store.list(Scope.all(RESOURCE), ListPosition.start(0), 0).objects();
  }

  private static List<ObjectNode> documents(List<Stored> stored) {
    List<ObjectNode> documents = new ArrayList<>(stored.size());
    stored.forEach(each -> documents.add(ObjectBytes.read(each)));
    return documents;
  }

  /** False if the definition is no longer the one that was read. */
  private boolean accept(Stored stored, int index, List<ObjectNode> all) {
    ObjectNode document = all.get(index);
    String group = document.path("spec").path("group").asText("");
    List<JsonNode> others = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      ObjectNode other = all.get(i);
      if (i != index && other.path("spec").path("group").asText("").equals(group)) {
        others.add(other);
      }
    }
    ObjectNode status = AcceptedNames.status(document, others, now());
    if (JsonEquality.same(status, document.path("status"))) {
      return true;
    }
    document.set("status", status);
    return store.update(
            stored.key(),
            new Expected(stored.revision(), stored.uid()),
            ObjectBytes.document(document))
        instanceof WriteResult.Accepted;
  }
}
