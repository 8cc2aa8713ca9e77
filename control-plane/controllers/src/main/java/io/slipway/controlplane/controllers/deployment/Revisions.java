// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.deployment;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.Json;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.TemplateHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ReplicaSets of a Deployment: that of its template now, if there is one yet, and those of
 * earlier ones.
 *
 * @param next that of the template; null if it is not there
 * @param old by their age, the oldest first
 */
record Revisions(@Nullable KubeObject next, List<KubeObject> old) {
  static final String HASH = "pod-template-hash";
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MOST = "deployment.kubernetes.io/max-replicas";
  private static final String HISTORY = "deployment.kubernetes.io/revision-history";

  /** What a ReplicaSet does not take from its Deployment. */
  private static final Set<String> OWN =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          HISTORY,
          DESIRED,
          MOST,
          "deprecated.deployment.rollback.to");

  static Revisions of(KubeObject deployment, List<KubeObject> sets) {
    List<KubeObject> byAge = new ArrayList<>(sets);
    byAge.sort(
        Comparator.comparing((KubeObject set) -> set.metadata().text("creationTimestamp"))
            .thenComparing(KubeObject::name));
    KubeObject next = null;
    Object template = unhashed(deployment.spec().fields("template"));
    String hash = hash(deployment);
    for (KubeObject set : byAge) {
      boolean same =
          Json.same(unhashed(set.spec().fields("template")), template)
              || hash.equals(set.labels().get(HASH));
      next = next == null && same ? set : next;
    }
    byAge.remove(next);
    return new Revisions(next, byAge);
  }

  List<KubeObject> all() {
    List<KubeObject> all = new ArrayList<>(old);
    if (next != null) {
      all.add(next);
    }
    return all;
  }

  private static String hash(KubeObject deployment) {
    return TemplateHash.of(deployment.spec().fields("template").json());
  }

  private static Map<String, Object> unhashed(Fields template) {
    Map<String, Object> labels = new LinkedHashMap<>(template.fields("metadata").textMap("labels"));
    labels.remove(HASH);
    Map<String, Object> metadata = new LinkedHashMap<>(template.fields("metadata").json());
    metadata.put("labels", labels);
    metadata.values().removeIf(value -> value == null);
    Map<String, Object> plain = new LinkedHashMap<>(template.json());
    plain.put("metadata", metadata);
    return plain;
  }

  static long number(KubeObject object) {
    return Long.parseLong(object.annotations().getOrDefault(REVISION, "0"));
  }

  /** The revision that the template is: after all earlier ones. */
  long newest() {
    long newest = 0;
    for (KubeObject set : old) {
      newest = Math.max(newest, number(set));
    }
    return Math.max(newest + 1, next == null ? 0 : number(next));
  }

  /** The annotations that the ReplicaSet of the template has to have. */
  Map<String, Object> annotations(KubeObject deployment) {
    Map<String, Object> annotations = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : deployment.annotations().entrySet()) {
      if (!OWN.contains(each.getKey())) {
        annotations.put(each.getKey(), each.getValue());
      }
    }
    annotations.put(REVISION, String.valueOf(newest()));
    if (next != null && number(next) != 0 && number(next) < newest()) {
      String before = next.annotations().getOrDefault(HISTORY, "");
      String now = String.valueOf(number(next));
      annotations.put(HISTORY, before.isEmpty() ? now : before + "," + now);
    }
    return annotations;
  }

  /** The ReplicaSet of the template, to be created. */
  Map<String, Object> create(KubeObject deployment, long replicas, Map<String, Object> sizes) {
    String hash = hash(deployment);
    Fields template = deployment.spec().fields("template");
    Map<String, Object> labels = new LinkedHashMap<>(template.fields("metadata").textMap("labels"));
    labels.put(HASH, hash);
    Map<String, Object> annotations = annotations(deployment);
    annotations.putAll(sizes);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", deployment.name() + "-" + hash);
    metadata.put("namespace", deployment.namespace());
    metadata.put("labels", labels);
    metadata.put("annotations", annotations);
    metadata.put("ownerReferences", List.of(Owners.reference(Kind.DEPLOYMENT, deployment)));
    Map<String, Object> podMetadata = new LinkedHashMap<>(template.fields("metadata").json());
    podMetadata.put("labels", labels);
    Map<String, Object> pods = new LinkedHashMap<>(template.json());
    pods.put("metadata", podMetadata);
    Map<String, Object> selector = new LinkedHashMap<>(deployment.spec().fields("selector").json());
    Map<String, Object> chosen =
        new LinkedHashMap<>(deployment.spec().fields("selector").textMap("matchLabels"));
    chosen.put(HASH, hash);
    selector.put("matchLabels", chosen);
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("replicas", replicas);
    spec.put("minReadySeconds", deployment.spec().number("minReadySeconds", 0));
    spec.put("selector", selector);
    spec.put("template", pods);
    Map<String, Object> set = new LinkedHashMap<>();
    set.put("apiVersion", Kind.REPLICA_SET.apiVersion());
    set.put("kind", Kind.REPLICA_SET.kind());
    set.put("metadata", metadata);
    set.put("spec", spec);
    return set;
  }
}
