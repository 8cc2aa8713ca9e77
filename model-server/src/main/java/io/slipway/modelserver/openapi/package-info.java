// SPDX-License-Identifier: Apache-2.0
/**
 * The table of the HTTP endpoints, and what is made of it when somebody asks: the OpenAPI document
 * of the server or of one model, and a page to read it. Nothing here is loaded before.
 */
@NullMarked
package io.slipway.modelserver.openapi;

import org.jspecify.annotations.NullMarked;
