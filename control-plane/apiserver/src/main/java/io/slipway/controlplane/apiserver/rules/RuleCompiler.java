// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.slipway.controlplane.apiserver.schema.Rule;
import io.slipway.controlplane.apiserver.schema.SchemaNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compiles the rules of one place against the types of its schema. */
final class RuleCompiler {
  private static final String SELF = "self";
  private static final String OLD_SELF = "oldSelf";

  private static final CelOptions OPTIONS =
      CelOptions.DEFAULT.toBuilder()
          .enableOptionalSyntax(true)
          .enableReservedIds(true)
          .enableTimestampEpoch(true)
          .enableHeterogeneousNumericComparisons(true)
          .evaluateCanonicalTypesToNativeValues(true)
          .enableRegexPartialMatch(true)
          .errorOnIntWrap(true)
          .errorOnDuplicateMapKeys(true)
          .build();

  /** One for all: it knows functions, not types. */
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .addLibraries(
              CelExtensions.optional(),
              CelExtensions.strings(),
              CelExtensions.sets(OPTIONS),
              new RuleFunctions())
          .build();

  private RuleCompiler() {}

  static List<CompiledRule> compile(SchemaNode schema, boolean resource) {
    RuleTypes types = new RuleTypes();
    CelType self = types.of(schema, resource);
    List<CompiledRule> compiled = new ArrayList<>();
    for (Rule rule : schema.rules()) {
      compiled.add(
          self == null
              ? new CompiledRule(
                  rule, null, null, false, "rules cannot see values of this schema", "")
              : compile(rule, compiler(types, self, rule.optionalOldSelf())));
    }
    return compiled;
  }

  private static CelCompiler compiler(RuleTypes types, CelType self, boolean optional) {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .setTypeProvider(types.provider())
        .addLibraries(
            CelExtensions.optional(),
            CelExtensions.strings(),
            CelExtensions.sets(OPTIONS),
            new RuleFunctions())
        .addVar(SELF, self)
        .addVar(OLD_SELF, optional ? OptionalType.create(self) : self)
        .build();
  }

  private static CompiledRule compile(Rule rule, CelCompiler compiler) {
    CelValidationResult result = compiler.compile(rule.rule());
    if (result.hasError()) {
      String problem = "compilation failed: " + result.getErrorString();
      return new CompiledRule(rule, null, null, false, problem, "");
    }
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      if (!tree.getResultType().equals(SimpleType.BOOL)) {
        String problem = "cel expression must evaluate to a bool";
        return new CompiledRule(rule, null, null, false, problem, "");
      }
      CelRuntime.Program program = RUNTIME.createProgram(tree);
      return message(rule, compiler, program, usesOldSelf(tree));
    } catch (CelValidationException | CelEvaluationException e) {
      String problem = "program instantiation failed: " + e.getMessage();
      return new CompiledRule(rule, null, null, false, problem, "");
    }
  }

  private static CompiledRule message(
      Rule rule, CelCompiler compiler, CelRuntime.Program program, boolean usesOldSelf)
      throws CelValidationException, CelEvaluationException {
    if (rule.messageExpression().isEmpty()) {
      return new CompiledRule(rule, program, null, usesOldSelf, "", "");
    }
    CelValidationResult result = compiler.compile(rule.messageExpression());
    String problem = "";
    CelRuntime.Program message = null;
    if (result.hasError()) {
      problem = "messageExpression compilation failed: " + result.getErrorString();
    } else if (!result.getAst().getResultType().equals(SimpleType.STRING)) {
      problem = "messageExpression must evaluate to a string";
    } else {
      message = RUNTIME.createProgram(result.getAst());
    }
    return new CompiledRule(rule, program, message, usesOldSelf, "", problem);
  }

  private static boolean usesOldSelf(CelAbstractSyntaxTree tree) {
    for (CelReference reference : tree.getReferenceMap().values()) {
      if (reference.name().equals(OLD_SELF)) {
        return true;
      }
    }
    return false;
  }

  /** The variables of an evaluation. */
  static Map<String, Object> variables(Object self, @Nullable Object old, boolean optional) {
    Map<String, Object> variables = new HashMap<>();
    variables.put(SELF, self);
    if (optional) {
      variables.put(OLD_SELF, Optional.ofNullable(old));
    } else if (old != null) {
      variables.put(OLD_SELF, old);
    }
    return variables;
  }
}
