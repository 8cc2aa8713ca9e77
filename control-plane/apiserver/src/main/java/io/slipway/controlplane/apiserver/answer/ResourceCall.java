// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.controlplane.apiserver.catalog.ServedKind;
import io.slipway.controlplane.apiserver.http.Accept;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.objects.Selection;
import io.slipway.controlplane.apiserver.request.ApiRequest;
import io.slipway.controlplane.apiserver.request.ListOptions;
import io.slipway.controlplane.apiserver.request.Query;
import io.slipway.controlplane.apiserver.request.WriteOptions;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.apiserver.selector.FieldSelector;
import io.slipway.controlplane.apiserver.selector.LabelSelector;
import io.slipway.controlplane.apiserver.write.WriteContext;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A call that is about a resource which is served.
 *
 * @param clock for the ages in tables
 */
record ResourceCall(
    ApiCall call,
    ApiRequest.Resource target,
    Query query,
    ServedKind kind,
    Accept.Form form,
    InstantSource clock) {
  ResourceType type() {
    return kind.type();
  }

  /** Empty for kinds of the cluster. */
  String namespace() {
    return type().namespaced() ? target.namespace() : "";
  }

  String name() {
    return target.name();
  }

  boolean ofStatus() {
    return target.subresource().equals("status");
  }

  Selection selection(ListOptions options) {
    LabelSelector labels = LabelSelector.parse(options.labelSelector());
    FieldSelector fields = FieldSelector.parse(options.fieldSelector(), kind.details().fields());
    return labels.isEverything() && fields.isEverything()
        ? Selection.EVERYTHING
        : new Selectors(labels, fields);
  }

  /** The options of a create or update. */
  WriteOptions writeOptions(String kindOfOptions) {
    return WriteOptions.onWrite(query, kindOfOptions, call.header("user-agent"));
  }

  WriteContext write(WriteOptions options, Instant now) {
    return new WriteContext(type(), namespace(), name(), options, now);
  }

  /** Objects in namespaces can only be written in one. */
  void requireNamespace() {
    if (type().namespaced() && target.namespace().isEmpty()) {
      throw ApiErrors.notAllowed();
    }
  }
}
