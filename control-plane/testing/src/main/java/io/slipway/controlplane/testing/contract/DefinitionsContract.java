// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The life of a CustomResourceDefinition. */
abstract class DefinitionsContract extends ContractPart {
  DefinitionsContract(ApiTarget target) {
    super(target);
  }

  /** kubectl wait --for=condition=Established, and installers, wait for these. */
  @Test
  void aDefinitionIsAcceptedAndEstablished() {
    Widgets widgets = Widgets.full(api);

    Answer definition = api.get(widgets.definitionPath()).is(200);

    assertThat(Widgets.condition(definition, "NamesAccepted")).isEqualTo("True");
    assertThat(Widgets.condition(definition, "Established")).isEqualTo("True");
    assertThat(definition.text("/status/acceptedNames/kind")).isEqualTo("Widget");
    assertThat(definition.at("/status/storedVersions")).isEqualTo(Json.of("['v1']"));
    assertThat(definition.at("/spec/conversion")).isEqualTo(Json.of("{strategy: 'None'}"));
  }

  /** Nobody has to give all the names. */
  @Test
  void namesAreDefaulted() {
    String group = unique("w") + ".slipway.io";
    Answer definition =
        api.post(
                Widgets.definitions(),
                """
                {metadata: {name: 'gears.%1$s'}, spec: {group: '%1$s', scope: 'Cluster',
                 names: {plural: 'gears', kind: 'Gear'},
                 versions: [{name: 'v1', served: true, storage: true,
                  schema: {openAPIV3Schema: {type: 'object'}}}]}}
                """
                    .formatted(group))
            .is(201);

    assertThat(definition.text("/spec/names/singular")).isEqualTo("gear");
    assertThat(definition.text("/spec/names/listKind")).isEqualTo("GearList");
  }

  /** One name for one thing. */
  @Test
  void theNameIsThatOfTheResource() {
    String group = unique("w") + ".slipway.io";
    String body =
        new Widgets(group)
            .definition(
                "{name: 'v1', served: true, storage: true,"
                    + " schema: {openAPIV3Schema: {type: 'object'}}}")
            .replace("name: 'widgets.", "name: 'others.");

    api.post(Widgets.definitions(), body)
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "metadata.name: Invalid value", "must be spec.names.plural+\".\"+spec.group");
  }

  /** Two kinds of the same name cannot be told apart: the second is not served. */
  @Test
  void aKindThatIsTakenIsNotAccepted() {
    Widgets first = Widgets.full(api);
    String body =
        """
        {metadata: {name: 'copies.%1$s'}, spec: {group: '%1$s', scope: 'Namespaced',
         names: {plural: 'copies', kind: 'Widget'},
         versions: [{name: 'v1', served: true, storage: true,
          schema: {openAPIV3Schema: {type: 'object'}}}]}}
        """
            .formatted(first.group());
    api.post(Widgets.definitions(), body).is(201);
    String path = Widgets.definitions() + "/copies." + first.group();

    eventually(
        "the names are judged", () -> !Widgets.condition(api.get(path), "NamesAccepted").isEmpty());

    assertThat(Widgets.condition(api.get(path), "NamesAccepted")).isEqualTo("False");
    assertThat(Widgets.condition(api.get(path), "Established")).isNotEqualTo("True");
  }

  /** Without types a schema can neither prune nor default. */
  @Test
  void aSchemaHasToBeStructural() {
    refusedSchema("{type: 'object', properties: {spec: {properties: {a: {type: 'string'}}}}}")
        .withMessageContaining(
            "properties[spec].type: Required value: must not be empty for specified object"
                + " fields");
  }

  /** A default that breaks its own rule would break every object. */
  @Test
  void aDefaultHasToBeValid() {
    refusedSchema(
            "{type: 'object', properties: {spec: {type: 'object', properties: {"
                + "a: {type: 'integer', default: 'x'}}}}}")
        .withMessageContaining("default: Invalid value");
  }

  /** A rule that cannot be compiled would never hold. */
  @Test
  void aRuleHasToCompile() {
    refusedSchema(
            "{type: 'object', properties: {spec: {type: 'object', properties: {a: {type:"
                + " 'integer'}}, 'x-kubernetes-validations': [{rule: 'self.b > 1'}]}}}")
        .withMessageContaining("undefined field 'b'");
  }

  /** Objects are stored in one version. */
  @Test
  void exactlyOneVersionIsStored() {
    String version =
        "{name: '%s', served: true, storage: true, schema: {openAPIV3Schema: {type: 'object'}}}";

    api.post(
            Widgets.definitions(),
            new Widgets(unique("w") + ".slipway.io")
                .definition(version.formatted("v1"), version.formatted("v2")))
        .isFailure(422, "Invalid")
        .withMessageContaining("must have exactly one version marked as storage version");
  }

  /** The scope cannot change under stored objects. */
  @Test
  void theScopeStays() {
    Widgets widgets = Widgets.full(api);

    api.mergePatch(widgets.definitionPath(), "{spec: {scope: 'Cluster'}}")
        .isFailure(422, "Invalid")
        .withMessageContaining("spec.scope: Invalid value", "field is immutable");
  }

  /** A new schema holds from now on. */
  @Test
  void aSchemaCanBeChanged() {
    Widgets widgets =
        Widgets.withSchema(api, "{type: 'object', properties: {spec: {type: 'object'}}}");
    widgets.create(api, namespace, "old", "{}").is(201);

    api.jsonPatch(
            widgets.definitionPath(),
            """
            [{op: 'add', path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties',
              value: {fresh: {type: 'string', default: 'yes'}}}]
            """)
        .is(200);

    eventually(
        "the new default is set",
        () ->
            // kube-apiserver answers 503 while it turns to the new schema
            api.post(widgets.in(namespace), widgets.object(unique("a"), "{}"))
                .text("/spec/fresh")
                .equals("yes"));
    eventually(
        "the new default is read",
        () -> api.get(widgets.in(namespace) + "/old").text("/spec/fresh").equals("yes"));
  }

  /** One object, read in the version that is asked for. */
  @Test
  void versionsShowTheSameObjects() {
    Widgets widgets =
        Widgets.of(
            api,
            version("v1", true, true),
            version("v2", true, false),
            version("v3", false, false));
    widgets.create(api, namespace, "a", "{size: 1}").is(201);

    Answer read = api.get(widgets.in("v2", namespace) + "/a").is(200);

    assertThat(read.text("/apiVersion")).isEqualTo(widgets.group() + "/v2");
    assertThat(read.at("/spec/size").asInt()).isEqualTo(1);
    assertThat(api.get(widgets.in("v2", namespace)).text("/items/0/apiVersion"))
        .isEqualTo(widgets.group() + "/v2");
    api.get(widgets.in("v3", namespace)).is(404);
  }

  /** A definition takes its objects along; made anew it has none. */
  @Test
  void theObjectsGoWithTheirDefinition() {
    String version = version("v1", true, true);
    Widgets widgets = Widgets.of(api, version);
    widgets.create(api, namespace, "a", "{size: 1}").is(201);

    api.delete(widgets.definitionPath()).is(200);

    eventually(
        "the definition is gone",
        () -> api.get(widgets.definitionPath()).response().status() == 404);
    eventually(
        "its objects are no longer served",
        () -> api.get(widgets.in(namespace)).response().status() == 404);
    api.post(Widgets.definitions(), widgets.definition(version)).is(201);
    eventually(
        "it is served again", () -> api.get(widgets.in(namespace)).response().status() == 200);
    assertThat(api.get(widgets.in(namespace)).names()).isEmpty();
  }

  private Answer refusedSchema(String schema) {
    return api.post(
            Widgets.definitions(),
            new Widgets(unique("w") + ".slipway.io")
                .definition(
                    "{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: %s}}"
                        .formatted(schema)))
        .isFailure(422, "Invalid");
  }

  private static String version(String name, boolean served, boolean storage) {
    return "{name: '%s', served: %s, storage: %s, schema: {openAPIV3Schema: %s}}"
        .formatted(name, served, storage, Widgets.SCHEMA);
  }
}
