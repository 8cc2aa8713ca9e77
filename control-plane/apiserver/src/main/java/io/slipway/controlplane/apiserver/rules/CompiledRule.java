// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rules;

import dev.cel.runtime.CelRuntime;
import io.slipway.controlplane.apiserver.schema.Rule;
import org.jspecify.annotations.Nullable;

/**
 * A rule that can be evaluated, or why it cannot.
 *
 * @param program null if the rule does not compile
 * @param message for the text to say; null if the rule has none to compute
 * @param usesOldSelf whether it speaks of the value that is there already
 * @param problem why the rule does not compile; empty if it does
 * @param messageProblem why the expression of its message does not; empty if it does
 */
record CompiledRule(
    Rule rule,
    CelRuntime.@Nullable Program program,
    CelRuntime.@Nullable Program message,
    boolean usesOldSelf,
    String problem,
    String messageProblem) {}
