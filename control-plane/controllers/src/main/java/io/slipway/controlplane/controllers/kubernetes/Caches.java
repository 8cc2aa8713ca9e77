// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.kubernetes;

import io.slipway.controlplane.client.Following;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.plan.World;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is known of the API. A kind is followed from when it is first asked for. Thread-safe. */
final class Caches implements World {
  /** One kind. */
  private final class Followed implements Following.Listener {
    private final Kind kind;
    private final Cache cache = new Cache();
    private final Following following;
    private volatile boolean listed;

    Followed(Kind kind) {
      this.kind = kind;
      this.following = new Following(api, kind.resource(), "", "", this);
    }

    @Override
    public void changed(KubeObject object) {
      KubeObject before = cache.find(object.namespace(), object.name()).orElse(null);
      cache.put(object);
      tell(object, before);
    }

    @Override
    public void deleted(KubeObject last) {
      cache.remove(last);
      tell(last, null);
    }

    /** Until all are known, nothing is decided, and who waits is told once. */
    private void tell(KubeObject object, @Nullable KubeObject before) {
      if (listed) {
        changed.accept(kind, object);
        if (before != null && !before.labels().equals(object.labels())) {
          changed.accept(kind, before);
        }
      }
    }

    @Override
    public void listed() {
      Set<String> uids = new HashSet<>();
      following.objects().forEach(object -> uids.add(object.uid()));
      if (listed) {
        cache.retain(uids);
      }
      listed = true;
      complete.accept(kind);
    }
  }

  private final KubeApi api;
  private final BiConsumer<Kind, KubeObject> changed;
  private final Consumer<Kind> complete;
  private final Map<Kind, Followed> kinds = new EnumMap<>(Kind.class);
  private boolean stopped;

  /**
   * @param changed called with each object that has come, changed or gone, and with what it was if
   *     its labels were others; must not block
   * @param complete called when all objects of a kind are known
   */
  Caches(KubeApi api, BiConsumer<Kind, KubeObject> changed, Consumer<Kind> complete) {
    this.api = api;
    this.changed = changed;
    this.complete = complete;
  }

  /** Whether all objects of these kinds are known; if not, they will be. */
  boolean know(Set<Kind> wanted) {
    boolean all = true;
    for (Kind kind : wanted) {
      all &= followed(kind).listed;
    }
    return all;
  }

  private synchronized Followed followed(Kind kind) {
    Followed followed = kinds.get(kind);
    if (followed == null) {
      followed = new Followed(kind);
      kinds.put(kind, followed);
      if (!stopped) {
        followed.following.start();
      }
    }
    return followed;
  }

  synchronized void stop() {
    stopped = true;
    kinds.values().forEach(each -> each.following.close());
  }

  Cache of(Kind kind) {
    return followed(kind).cache;
  }

  @Override
  public List<KubeObject> all(Kind kind, String namespace) {
    return of(kind).all(namespace);
  }

  @Override
  public Optional<KubeObject> find(Kind kind, String namespace, String name) {
    return of(kind).find(namespace, name);
  }
}
