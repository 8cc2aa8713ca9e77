// SPDX-License-Identifier: Apache-2.0
/**
 * What the API says about itself under {@code /openapi/v3}: an index and one document for each
 * group and version, as {@code kubectl explain}, {@code kubectl apply} and code generators read
 * them. Makes documents; serves none.
 */
@NullMarked
package io.slipway.controlplane.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
