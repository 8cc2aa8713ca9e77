// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.GroupKind;
import io.slipway.controlplane.apiserver.meta.RequestRules;
import io.slipway.controlplane.apiserver.types.FieldType;
import io.slipway.controlplane.apiserver.types.ListType;
import io.slipway.controlplane.apiserver.types.ListType.Identity;
import io.slipway.controlplane.apiserver.types.MapType;
import io.slipway.controlplane.apiserver.types.StructureReader;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How something is deleted.
 *
 * @param gracePeriodSeconds how long a Pod may take to end; null for the object's own
 * @param propagation what becomes of dependents; null for the kind's own way
 * @param uid the object must have; null if any will do
 * @param resourceVersion the object must have; null if any will do
 * @param dryRun whether nothing is deleted
 */
public record DeleteOptions(
    @Nullable Long gracePeriodSeconds,
    @Nullable Propagation propagation,
    @Nullable String uid,
    @Nullable String resourceVersion,
    boolean dryRun) {
  /** What becomes of the objects that the deleted one owns. */
  public enum Propagation {
    /** They stay. */
    ORPHAN,
    /** They go after it. */
    BACKGROUND,
    /** They go before it. */
    FOREGROUND
  }

  private static final String NAME = "DeleteOptions";
  private static final GroupKind KIND = new GroupKind("meta.k8s.io", NAME);

  /**
   * From the body, or from the query if there is none.
   *
   * @param sent a DeleteOptions document; null if none was sent
   * @throws io.slipway.controlplane.apiserver.meta.ApiException Invalid or BadRequest
   */
  public static DeleteOptions read(@Nullable ObjectNode sent, Query query) {
    ObjectNode body = sent == null ? null : checked(sent);
    List<String> dryRun = body == null ? query.all("dryRun") : texts(body.path("dryRun"));
    Boolean orphan =
        body == null ? query.optionalFlag("orphanDependents") : flag(body.get("orphanDependents"));
    String policy =
        body == null ? query.get("propagationPolicy") : text(body.get("propagationPolicy"));
    List<FieldError> errors = RequestRules.onDelete(orphan, policy, dryRun);
    if (!errors.isEmpty()) {
      throw ApiErrors.invalid(KIND, "", errors);
    }
    JsonNode preconditions = body == null ? null : body.get("preconditions");
    return new DeleteOptions(
        body == null ? query.number("gracePeriodSeconds") : number(body.get("gracePeriodSeconds")),
        propagation(orphan, policy),
        preconditions == null ? null : text(preconditions.get("uid")),
        preconditions == null ? null : text(preconditions.get("resourceVersion")),
        !dryRun.isEmpty());
  }

  /**
   * The document without what is null; a field of another type must not be taken for one that is
   * not there: something would be deleted that was not to be.
   */
  private static ObjectNode checked(ObjectNode sent) {
    String kind = sent.path("kind").asText("");
    if (!kind.isEmpty() && !kind.equals(NAME)) {
      throw ApiErrors.badRequest("kind: \"" + kind + "\" (expected: " + NAME + ")");
    }
    return StructureReader.read(type(), sent.put("kind", NAME)).document();
  }

  /** Made when it is needed: few deletions have a body. */
  private static TypeDescription type() {
    FieldType text = FieldType.of(TypeDescription.TEXT);
    TypeDescription texts =
        TypeDescription.of(new ListType(Identity.ATOMIC, List.of(), TypeDescription.TEXT));
    Map<String, FieldType> preconditions = Map.of("uid", text, "resourceVersion", text);
    return structure(
        NAME,
        Map.of(
            "apiVersion", text,
            "kind", text,
            "dryRun", FieldType.of(texts),
            "gracePeriodSeconds", FieldType.of(TypeDescription.INT64),
            "orphanDependents", FieldType.of(TypeDescription.BOOLEAN),
            "preconditions", FieldType.of(structure("Preconditions", preconditions)),
            "propagationPolicy", text));
  }

  private static TypeDescription structure(String name, Map<String, FieldType> fields) {
    return TypeDescription.of(new MapType(name, fields, null, false, false));
  }

  private static @Nullable Propagation propagation(
      @Nullable Boolean orphan, @Nullable String policy) {
    if (policy != null) {
      return Propagation.valueOf(policy.toUpperCase(Locale.ROOT));
    }
    if (orphan == null) {
      return null;
    }
    return orphan ? Propagation.ORPHAN : Propagation.BACKGROUND;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static @Nullable String text(@Nullable JsonNode value) {
    return value == null ? null : value.asText();
  }

  private static @Nullable Boolean flag(@Nullable JsonNode value) {
    return value == null ? null : Boolean.valueOf(value.booleanValue());
  }

  private static @Nullable Long number(@Nullable JsonNode value) {
    return value == null ? null : Long.valueOf(value.longValue());
  }
}
