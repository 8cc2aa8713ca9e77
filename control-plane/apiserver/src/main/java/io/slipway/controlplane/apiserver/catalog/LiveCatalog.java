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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The catalog as it is now, which follows the definitions in the store. Any thread may use it;
 * {@link #definitionsChanged} blocks for the disk.
 */
public final class LiveCatalog {
  private static final String RESOURCE = "apiextensions.k8s.io/customresourcedefinitions";

  private final ObjectStore store;
  private final InstantSource clock;
  private volatile Catalog current;

  /** Reads the definitions that there are. */
  public LiveCatalog(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.current = Catalog.with(DefinedKinds.of(documents(definitions())));
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
    current = Catalog.with(DefinedKinds.of(documents));
    if (!settled) {
      definitionsChanged(); // one was written meanwhile
    }
  }

  /**
   * Makes definitions that are not there yet, all at once: a start does not wait for the disk for
   * each.
   *
   * @param documents which are changed
   */
  public synchronized void install(List<ObjectNode> documents) {
    Set<String> there = new HashSet<>();
    definitions().forEach(each -> there.add(each.key().name()));
    List<CompletableFuture<?>> writes = new ArrayList<>();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ObjectNode document : documents) {
        String name = document.path("metadata").path("name").asText();
        if (!there.contains(name)) {
          complete(document);
          Key key = new Key(RESOURCE, "", name);
          writes.add(
              CompletableFuture.supplyAsync(
                  () -> store.create(key, ObjectBytes.document(document)), writers));
        }
      }
    }
    if (!writes.isEmpty()) {
      writes.forEach(CompletableFuture::join);
      definitionsChanged();
    }
  }

  /** What a create makes of a definition, and its status. */
  private void complete(ObjectNode document) {
    String now = now();
    document
        .withObjectProperty("metadata")
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
