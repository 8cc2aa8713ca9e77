// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.volume.SourceReference;
import io.slipway.controlplane.client.Following;
import io.slipway.controlplane.client.KubeApi;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.client.Resource;
import io.slipway.controlplane.client.Selector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows ConfigMaps and Secrets of an API, each by a watch of its own for as long as somebody
 * wants to know: a node needs no right to see others, and does not keep them. What is immutable is
 * seen once.
 */
final class FollowedSources implements SourceChanges {
  private record Id(String namespace, SourceReference source) {}

  private final KubeApi api;

  /** Guarded by this. */
  private final Map<Id, Followed> all = new HashMap<>();

  FollowedSources(KubeApi api) {
    this.api = api;
  }

  @Override
  public synchronized Subscription follow(
      String namespace, Set<SourceReference> references, Runnable changed) {
    Map<SourceReference, Followed> mine = new HashMap<>();
    for (SourceReference reference : references) {
      Id id = new Id(namespace, reference);
      Followed followed = all.get(id);
      if (followed == null) {
        followed = new Followed(api, id);
        followed.listeners.add(changed);
        all.put(id, followed);
        followed.following.start();
      } else {
        followed.listeners.add(changed);
      }
      mine.put(reference, followed);
    }
    return new OfPod(Map.copyOf(mine), changed);
  }

  private synchronized void leave(Followed followed, Runnable changed) {
    followed.listeners.remove(changed);
    if (followed.listeners.isEmpty()) {
      all.remove(followed.id, followed);
      followed.following.close();
    }
  }

  @Override
  public synchronized void close() {
    for (Followed followed : List.copyOf(all.values())) {
      followed.following.close();
    }
    all.clear();
  }

  private final class OfPod implements Subscription {
    private final Map<SourceReference, Followed> followed;
    private final Runnable changed;

    OfPod(Map<SourceReference, Followed> followed, Runnable changed) {
      this.followed = followed;
      this.changed = changed;
    }

    @Override
    public Optional<Sources> known(Sources others) {
      for (Followed each : followed.values()) {
        if (!each.listed) {
          return Optional.empty();
        }
      }
      return Optional.of(new Known(followed, others));
    }

    @Override
    public Sources over(Sources present) {
      Map<SourceReference, Followed> fixed = new HashMap<>();
      followed.forEach((reference, each) -> {
        if (each.isFixed()) {
          fixed.put(reference, each);
        }
      });
      return new Known(fixed, present);
    }

    @Override
    public void close() {
      followed.values().forEach(each -> leave(each, changed));
    }
  }

  /** Some objects as they were last seen, and others. */
  private record Known(Map<SourceReference, Followed> followed, Sources others) implements Sources {
    @Override
    public Optional<Map<String, byte[]>> configMap(String name) {
      Followed known = followed.get(new SourceReference(SourceReference.Kind.CONFIG_MAP, name));
      return known == null ? others.configMap(name) : known.values();
    }

    @Override
    public Optional<Map<String, byte[]>> secret(String name) {
      Followed known = followed.get(new SourceReference(SourceReference.Kind.SECRET, name));
      return known == null ? others.secret(name) : known.values();
    }

    @Override
    public boolean hasClaim(String name) {
      return others.hasClaim(name);
    }
  }

  /** One object. */
  private static final class Followed implements Following.Listener {
    private final Id id;
    private final Following following;
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private volatile @Nullable KubeObject object;
    private volatile boolean listed;

    Followed(KubeApi api, Id id) {
      this.id = id;
      Resource resource =
          switch (id.source().kind()) {
            case CONFIG_MAP -> Resource.CONFIG_MAPS;
            case SECRET -> Resource.SECRETS;
          };
      this.following =
          new Following(api, resource, id.namespace(), Selector.ofName(id.source().name()), this);
    }

    @Override
    public void changed(KubeObject now) {
      object = now;
      if (isFixed()) {
        following.close();
      }
      tell();
    }

    @Override
    public void deleted(KubeObject last) {
      object = null;
      tell();
    }

    @Override
    public void listed() {
      listed = true;
      tell();
    }

    private void tell() {
      listeners.forEach(Runnable::run);
    }

    /** Whether it is there, and stays as it is. */
    boolean isFixed() {
      KubeObject known = object;
      return known != null && known.fields().flag("immutable", false);
    }

    Optional<Map<String, byte[]>> values() {
      return Optional.ofNullable(object).map(known -> ApiSources.values(id.source().kind(), known));
    }
  }
}
