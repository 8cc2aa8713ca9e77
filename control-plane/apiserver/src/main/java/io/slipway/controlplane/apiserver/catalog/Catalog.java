// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import io.slipway.controlplane.apiserver.discovery.Discovery;
import io.slipway.controlplane.apiserver.discovery.ServedResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The resources that are served at one moment. Immutable; any thread may use it. */
public final class Catalog {
  private final Map<String, ServedKind> kinds;
  private volatile @Nullable Discovery discovery;

  private Catalog(List<ServedKind> served) {
    Map<String, ServedKind> byPath = new LinkedHashMap<>();
    for (ServedKind kind : served) {
      ServedResource resource = kind.resource();
      String path =
          path(resource.resource().group(), resource.version(), resource.resource().resource());
      byPath.putIfAbsent(path, kind);
    }
    this.kinds = Collections.unmodifiableMap(byPath);
  }

  /** The built-in resources and these; where both have a name, it is the built-in one's. */
  public static Catalog with(List<ServedKind> custom) {
    List<ServedKind> all = new ArrayList<>(BuiltinKinds.all());
    all.addAll(custom);
    return new Catalog(all);
  }

  private static String path(String group, String version, String resource) {
    return group + '/' + version + '/' + resource;
  }

  /** Null if there is no such resource. */
  public @Nullable ServedKind find(String group, String version, String resource) {
    return kinds.get(path(group, version, resource));
  }

  /** All of them, each in each of its versions. */
  public Collection<ServedKind> kinds() {
    return kinds.values();
  }

  /** What clients are told of them. */
  public Discovery discovery() {
    Discovery known = discovery;
    if (known == null) {
      List<ServedResource> resources = new ArrayList<>();
      kinds.values().forEach(kind -> resources.add(kind.resource()));
      resources.addAll(Questions.resources());
      known = new Discovery(resources);
      discovery = known;
    }
    return known;
  }
}
