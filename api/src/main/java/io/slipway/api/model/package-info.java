// SPDX-License-Identifier: Apache-2.0
/** What is known of a model: who it is, what it takes and gives, and in which state it is. */
@NullMarked
package io.slipway.api.model;

import org.jspecify.annotations.NullMarked;
