// SPDX-License-Identifier: Apache-2.0
/**
 * Running requests on their model. {@link io.slipway.modelserver.execution.ModelExecutor} checks
 * them against the signature and finds them a place; an {@code InstanceQueue} holds those that wait
 * and gives them to instances. What decides is pure: {@code BatchFormation} which requests run
 * together, {@code QuickRuns} whether callers run them themselves, {@code AdaptiveLimit} how many
 * may be under way.
 */
@NullMarked
package io.slipway.modelserver.execution;

import org.jspecify.annotations.NullMarked;
