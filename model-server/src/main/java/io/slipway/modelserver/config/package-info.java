// SPDX-License-Identifier: Apache-2.0
/**
 * What a model's configuration asks of the server: which of Triton's fields are honoured, what they
 * say, and how they fit the model's file. Pure.
 */
@NullMarked
package io.slipway.modelserver.config;

import org.jspecify.annotations.NullMarked;
