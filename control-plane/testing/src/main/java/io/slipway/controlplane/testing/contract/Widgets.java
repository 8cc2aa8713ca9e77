// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

/**
 * A custom resource, defined for the tests that need one.
 *
 * @param group of which it is the only resource, so that tests do not meet
 */
record Widgets(String group) {
  /** What most tests need: a status of its own, replicas to scale, a few rules, two lists. */
  static final String SCHEMA =
      """
      {type: 'object', properties: {
        spec: {type: 'object', properties: {
          size: {type: 'integer', minimum: 1, maximum: 100},
          color: {type: 'string', enum: ['red', 'green'], default: 'red'},
          code: {type: 'string', pattern: '^[a-z]+$', maxLength: 5},
          replicas: {type: 'integer'},
          port: {'x-kubernetes-int-or-string': true},
          note: {type: 'string', nullable: true},
          free: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
          tags: {type: 'array', items: {type: 'string'}, 'x-kubernetes-list-type': 'set'},
          parts: {type: 'array', 'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
            items: {type: 'object', required: ['name'], properties: {
              name: {type: 'string'}, value: {type: 'string'}}}}}},
        status: {type: 'object', properties: {
          phase: {type: 'string'}, replicas: {type: 'integer'}, selector: {type: 'string'}}}}}
      """;

  private static final String FULL =
      """
      {name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: %s},
       subresources: {status: {}, scale: {specReplicasPath: '.spec.replicas',
        statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector'}},
       additionalPrinterColumns: [
        {name: 'Size', type: 'integer', jsonPath: '.spec.size'},
        {name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp'}]}
      """
          .formatted(SCHEMA);

  /** The one with {@link #SCHEMA}, which is served when this returns. */
  static Widgets full(Api api) {
    return of(api, FULL);
  }

  /** One with this schema and nothing else. */
  static Widgets withSchema(Api api, String schema) {
    return of(
        api,
        "{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: %s}}"
            .formatted(schema));
  }

  /** One with these versions, written as JSON objects. */
  static Widgets of(Api api, String... versions) {
    Widgets widgets = new Widgets(ContractPart.unique("w") + ".slipway.io");
    api.post(definitions(), widgets.definition(versions)).is(201);
    widgets.awaitServed(api);
    return widgets;
  }

  static String definitions() {
    return "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  }

  /** Its definition, as a manifest. */
  String definition(String... versions) {
    return """
    {metadata: {name: 'widgets.%1$s'}, spec: {group: '%1$s', scope: 'Namespaced',
     names: {plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList',
      shortNames: ['wd']},
     versions: [%2$s]}}
    """
        .formatted(group, String.join(",", versions));
  }

  String definitionPath() {
    return definitions() + "/widgets." + group;
  }

  /** Path of the objects of a namespace, in version v1. */
  String in(String namespace) {
    return in("v1", namespace);
  }

  String in(String version, String namespace) {
    return "/apis/" + group + "/" + version + "/namespaces/" + namespace + "/widgets";
  }

  /** A manifest. */
  String object(String name, String spec) {
    return "{apiVersion: '%s/v1', kind: 'Widget', metadata: {name: '%s'}, spec: %s}"
        .formatted(group, name, spec);
  }

  Answer create(Api api, String namespace, String name, String spec) {
    return api.post(in(namespace), object(name, spec));
  }

  /** kube-apiserver serves the objects as soon as their names are accepted, which comes before. */
  private void awaitServed(Api api) {
    ContractPart.eventually(
        "widgets." + group + " is established",
        () -> condition(api.get(definitionPath()), "Established").equals("True"));
    ContractPart.eventually(
        "widgets." + group + " is served", () -> api.get(in("default")).response().status() == 200);
  }

  /** The status of a condition; empty if there is none. */
  static String condition(Answer definition, String type) {
    return definition
        .at("/status/conditions")
        .valueStream()
        .filter(condition -> condition.path("type").asText().equals(type))
        .map(condition -> condition.path("status").asText())
        .findFirst()
        .orElse("");
  }
}
