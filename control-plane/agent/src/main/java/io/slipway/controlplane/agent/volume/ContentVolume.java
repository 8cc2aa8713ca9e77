// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.client.Fields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A volume whose files are told by the API: those of a ConfigMap, of a Secret, about the Pod
 * itself, or of several of them.
 *
 * @param sources each with one of {@code configMap}, {@code secret}, {@code downwardAPI} and, where
 *     several are put together, {@code serviceAccountToken}
 * @param mode of files that have none of their own
 */
record ContentVolume(String name, List<Fields> sources, int mode) {
  private static final int DEFAULT_MODE = 0644;
  private static final List<String> KINDS = List.of("configMap", "secret", "downwardAPI");

  /** Empty for a volume of another kind. */
  static Optional<ContentVolume> of(Fields volume) {
    String name = volume.text("name");
    for (String kind : KINDS) {
      if (volume.has(kind)) {
        return Optional.of(new ContentVolume(name, List.of(volume), mode(volume.fields(kind))));
      }
    }
    if (!volume.has("projected")) {
      return Optional.empty();
    }
    Fields projected = volume.fields("projected");
    return Optional.of(
        new ContentVolume(name, List.copyOf(projected.list("sources")), mode(projected)));
  }

  private static int mode(Fields source) {
    return (int) source.number("defaultMode", DEFAULT_MODE);
  }

  static List<ContentVolume> all(PodSpec pod) {
    List<ContentVolume> all = new ArrayList<>();
    for (Fields volume : pod.volumes()) {
      of(volume).ifPresent(all::add);
    }
    return all;
  }

  Set<SourceReference> references() {
    Set<SourceReference> references = new LinkedHashSet<>();
    for (Fields source : sources) {
      if (source.has("configMap")) {
        references.add(configMap(source));
      } else if (source.has("secret")) {
        references.add(secret(source));
      }
    }
    return references;
  }

  static SourceReference configMap(Fields source) {
    return new SourceReference(
        SourceReference.Kind.CONFIG_MAP, source.fields("configMap").text("name"));
  }

  /** Volumes of their own and sources among others name it by different fields. */
  static SourceReference secret(Fields source) {
    Fields secret = source.fields("secret");
    return new SourceReference(
        SourceReference.Kind.SECRET, secret.text("secretName", secret.text("name")));
  }
}
