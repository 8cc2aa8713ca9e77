// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.command.CommandFailure;
import java.util.ArrayList;
import java.util.List;

/** Which objects are meant. */
public final class ObjectRefs {
  private ObjectRefs() {}

  /**
   * Those of files, in their order.
   *
   * @throws CommandFailure if one is of no type that the API has
   */
  public static List<ObjectRef> ofFiles(
      List<ObjectDocument> files, ResourceTypes types, String namespace, boolean given) {
    List<ObjectRef> refs = new ArrayList<>();
    for (ObjectDocument document : files) {
      ObjectNode object = document.json();
      String apiVersion = object.path("apiVersion").asText();
      String kind = object.path("kind").asText();
      ResourceType type = types.of(apiVersion, kind);
      if (type == null) {
        throw new CommandFailure(
            "%s: no matches for kind \"%s\" in version \"%s\" (expected: a type that the server has)"
                .formatted(document.position(), kind, apiVersion));
      }
      refs.add(
          new ObjectRef(
              type,
              Namespaces.of(object, type, namespace, given),
              object.path("metadata").path("name").asText()));
    }
    return refs;
  }

  /** Those that are named; of types without names, those that are selected now. */
  public static List<ObjectRef> of(ObjectReads reads, List<TypedNames> wanted) {
    List<ObjectRef> refs = new ArrayList<>();
    for (TypedNames each : wanted) {
      String namespace = each.type().namespaced() ? reads.namespace() : "";
      for (String name : each.names()) {
        refs.add(new ObjectRef(each.type(), namespace, name));
      }
      if (each.names().isEmpty()) {
        for (JsonNode object : reads.objects(each).items()) {
          JsonNode metadata = object.path("metadata");
          refs.add(
              new ObjectRef(
                  each.type(),
                  metadata.path("namespace").asText(),
                  metadata.path("name").asText()));
        }
      }
    }
    return refs;
  }
}
