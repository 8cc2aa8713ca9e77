// SPDX-License-Identifier: Apache-2.0
/** What a request asks for, read from its method, path and query as Kubernetes reads them. Pure. */
@NullMarked
package io.slipway.controlplane.apiserver.request;

import org.jspecify.annotations.NullMarked;
