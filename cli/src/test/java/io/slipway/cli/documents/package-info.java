// SPDX-License-Identifier: Apache-2.0
/** What the documents say is so. */
@NullMarked
package io.slipway.cli.documents;

import org.jspecify.annotations.NullMarked;
