// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.meta.FieldPath;
import io.slipway.controlplane.apiserver.schema.Correlation;
import io.slipway.controlplane.apiserver.schema.SchemaNode;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one schema. Each is compiled when an object first has a value where it stands. Any
 * thread may use it.
 */
public final class Rules {
  private final SchemaNode root;
  private final ConcurrentHashMap<Place, List<CompiledRule>> compiled = new ConcurrentHashMap<>();

  /** Nodes are shared between equal places, so they are their own identity. */
  private record Place(SchemaNode schema, boolean resource) {}

  public Rules(SchemaNode root) {
    this.root = root;
  }

  /**
   * Which rules do not hold for an object that is valid otherwise; for an update, with the old one.
   */
  public List<FieldError> check(JsonNode object, @Nullable JsonNode old) {
    Correlation correlation = old == null ? null : Correlation.of(root, object, old);
    RuleCheck check = new RuleCheck(this);
    check.value(root, true, object, FieldPath.none(), new RuleCheck.Pairing(correlation, null));
    return check.errors();
  }

  List<CompiledRule> at(SchemaNode schema, boolean resource) {
    return compiled.computeIfAbsent(
        new Place(schema, resource), place -> RuleCompiler.compile(schema, resource));
  }
}
