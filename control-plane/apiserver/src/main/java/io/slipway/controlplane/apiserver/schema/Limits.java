// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.schema;

import org.jspecify.annotations.Nullable;

/** The bounds that a schema puts on numbers, lengths and counts; null where it puts none. */
record Limits(
    @Nullable Double minimum,
    boolean exclusiveMinimum,
    @Nullable Double maximum,
    boolean exclusiveMaximum,
    @Nullable Double multipleOf,
    @Nullable Long minLength,
    @Nullable Long maxLength,
    @Nullable Long minItems,
    @Nullable Long maxItems,
    @Nullable Long minProperties,
    @Nullable Long maxProperties) {}
