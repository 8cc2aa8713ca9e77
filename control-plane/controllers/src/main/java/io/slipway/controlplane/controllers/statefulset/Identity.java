// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.controllers.statefulset;

import io.slipway.controlplane.client.Fields;
import io.slipway.controlplane.client.KubeObject;
import io.slipway.controlplane.controllers.objects.Kind;
import io.slipway.controlplane.controllers.objects.Owners;
import io.slipway.controlplane.controllers.objects.Pods;
import io.slipway.controlplane.controllers.plan.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a Pod of a StatefulSet keeps when it is made anew: its name, its host name, its volumes. */
final class Identity {
  static final String REVISION = "controller-revision-hash";

  private Identity() {}

  /** Creates a Pod, its volumes first. */
  static List<Change> create(KubeObject set, int ordinal, String revision, Fields template) {
    String name = set.name() + "-" + ordinal;
    List<Change> changes = new ArrayList<>();
    for (Fields claim : set.spec().list("volumeClaimTemplates")) {
      changes.add(new Change.Create(Kind.VOLUME_CLAIM, claim(set, claim, name), true));
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    metadata.put("namespace", set.namespace());
    metadata.put("ownerReferences", List.of(Owners.reference(Kind.STATEFUL_SET, set)));
    Map<String, Object> pod =
        Pods.ofTemplate(
            template,
            metadata,
            Map.of(
                "statefulset.kubernetes.io/pod-name",
                name,
                "apps.kubernetes.io/pod-index",
                String.valueOf(ordinal),
                REVISION,
                revision));
    pod.put("spec", spec(set, template.fields("spec"), name));
    changes.add(new Change.Create(Kind.POD, pod));
    return changes;
  }

  private static Map<String, Object> spec(KubeObject set, Fields template, String name) {
    Map<String, Object> spec = new LinkedHashMap<>(template.json());
    spec.put("hostname", name);
    if (set.spec().has("serviceName")) {
      spec.put("subdomain", set.spec().text("serviceName"));
    }
    Map<String, Object> volumes = new LinkedHashMap<>();
    template.list("volumes").forEach(each -> volumes.put(each.text("name"), each.json()));
    for (Fields claim : set.spec().list("volumeClaimTemplates")) {
      String volume = claim.fields("metadata").text("name");
      volumes.put(
          volume,
          Map.of(
              "name", volume, "persistentVolumeClaim", Map.of("claimName", volume + "-" + name)));
    }
    if (!volumes.isEmpty()) {
      spec.put("volumes", List.copyOf(volumes.values()));
    }
    return spec;
  }

  private static Map<String, Object> claim(KubeObject set, Fields template, String pod) {
    Fields meta = template.fields("metadata");
    Map<String, Object> labels = new LinkedHashMap<>(meta.textMap("labels"));
    labels.putAll(set.spec().fields("selector").textMap("matchLabels"));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", meta.text("name") + "-" + pod);
    metadata.put("namespace", set.namespace());
    metadata.put("labels", labels);
    metadata.put("annotations", meta.textMap("annotations"));
    if (goesWith(set, "whenDeleted")) {
      metadata.put("ownerReferences", List.of(Owners.reference(Kind.STATEFUL_SET, set)));
    }
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("apiVersion", Kind.VOLUME_CLAIM.apiVersion());
    claim.put("kind", Kind.VOLUME_CLAIM.kind());
    claim.put("metadata", metadata);
    claim.put("spec", template.fields("spec").json());
    return claim;
  }

  private static boolean goesWith(KubeObject set, String when) {
    return set.spec().fields("persistentVolumeClaimRetentionPolicy").text(when).equals("Delete");
  }

  /** Deletes the volumes of Pods that are scaled away, if the policy says so. */
  static List<Change> forget(
      KubeObject set, Ordinals ordinals, List<KubeObject> claims, Map<Integer, KubeObject> pods) {
    List<Change> changes = new ArrayList<>();
    if (!goesWith(set, "whenScaled")) {
      return changes;
    }
    for (Fields template : set.spec().list("volumeClaimTemplates")) {
      String start = template.fields("metadata").text("name") + "-" + set.name();
      for (KubeObject claim : claims) {
        int ordinal = Ordinals.of(start, claim.name());
        if (ordinal >= 0
            && !ordinals.contain(ordinal)
            && !pods.containsKey(ordinal)
            && !claim.isDeleting()) {
          changes.add(new Change.Delete(Kind.VOLUME_CLAIM, claim));
        }
      }
    }
    return changes;
  }
}
