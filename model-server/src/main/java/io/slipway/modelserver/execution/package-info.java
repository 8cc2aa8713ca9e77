// SPDX-License-Identifier: Apache-2.0
/**
 * Running a request on its model: the check against the signature, the bounded queue, the workers.
 */
@NullMarked
package io.slipway.modelserver.execution;

import org.jspecify.annotations.NullMarked;
