// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.GoText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Schemas combined. Of alternatives that all fail, the faults of the one that got furthest are told
 * beside the fault of the combination.
 */
final class LogicCheck {
  private LogicCheck() {}

  static void check(Logic logic, JsonNode value, Trail trail, Verdict verdict) {
    anyOf(logic.anyOf(), value, trail, verdict);
    oneOf(logic.oneOf(), value, trail, verdict);
    allOf(logic.allOf(), value, trail, verdict);
    SchemaNode not = logic.not();
    if (not != null && one(not, value, trail).isValid()) {
      verdict.add(Fault.whole(name(trail) + " must not validate the schema (not)"));
    }
  }

  private static void anyOf(
      List<SchemaNode> schemas, JsonNode value, Trail trail, Verdict verdict) {
    if (schemas.isEmpty()) {
      return;
    }
    Verdict best = null;
    for (SchemaNode schema : schemas) {
      Verdict each = one(schema, value, trail);
      if (each.isValid()) {
        verdict.merge(each);
        return;
      }
      best = further(best, each);
    }
    verdict.add(Fault.whole(name(trail) + " must validate at least one schema (anyOf)"));
    if (best != null) {
      verdict.merge(best);
    }
  }

  private static void oneOf(
      List<SchemaNode> schemas, JsonNode value, Trail trail, Verdict verdict) {
    if (schemas.isEmpty()) {
      return;
    }
    int valid = 0;
    Verdict first = null;
    Verdict best = null;
    for (SchemaNode schema : schemas) {
      Verdict each = one(schema, value, trail);
      if (each.isValid()) {
        valid++;
        best = null;
        first = first == null ? each : first;
      } else if (valid == 0) {
        best = further(best, each);
      }
    }
    if (valid == 1 && first != null) {
      verdict.merge(first);
      return;
    }
    String found = valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives";
    verdict.add(
        Fault.whole(name(trail) + " must validate one and only one schema (oneOf). " + found));
    if (best != null) {
      verdict.merge(best);
    }
  }

  private static void allOf(
      List<SchemaNode> schemas, JsonNode value, Trail trail, Verdict verdict) {
    int valid = 0;
    for (SchemaNode schema : schemas) {
      Verdict each = one(schema, value, trail);
      valid += each.isValid() ? 1 : 0;
      verdict.merge(each);
    }
    if (valid < schemas.size()) {
      String none = valid == 0 ? ". None validated" : "";
      verdict.add(Fault.whole(name(trail) + " must validate all the schemas (allOf)" + none));
    }
  }

  private static Verdict further(@Nullable Verdict best, Verdict next) {
    return best == null || next.checks() > best.checks() ? next : best;
  }

  private static Verdict one(SchemaNode schema, JsonNode value, Trail trail) {
    Verdict verdict = new Verdict();
    SchemaCheck.all(schema, value, trail, null, verdict);
    return verdict;
  }

  private static String name(Trail trail) {
    return GoText.quote(trail.text());
  }
}
