// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects of custom resources, and what their schema does to them. */
abstract class CustomObjectsContract extends ContractPart {
  private Widgets widgets = new Widgets("not.yet");

  CustomObjectsContract(ApiTarget target) {
    super(target);
  }

  @BeforeEach
  final void defineWidgets() {
    widgets = Widgets.full(api);
  }

  /** What the schema does not know is not kept. */
  @Test
  void unknownFieldsArePruned() {
    Answer created = create("{size: 1, colour: 'blue', parts: [{name: 'p', other: 1}]}").is(201);

    assertThat(created.at("/spec"))
        .isEqualTo(Json.of("{size: 1, color: 'red', parts: [{name: 'p'}]}"));
  }

  /** Unless it says so. */
  @Test
  void aFieldMayKeepWhatIsUnknown() {
    Answer created = create("{free: {x: [1, {y: null}], z: 'a'}}").is(201);

    assertThat(created.at("/spec/free")).isEqualTo(Json.of("{x: [1, {y: null}], z: 'a'}"));
  }

  /** Defaults are stored: everybody reads the same. */
  @Test
  void defaultsAreSet() {
    assertThat(create("{size: 1}").is(201).text("/spec/color")).isEqualTo("red");
  }

  /** null for a field with a default that is not nullable means: the default. */
  @Test
  void nullIsNoValueWhereItIsNotAllowed() {
    assertThat(create("{color: null}").is(201).text("/spec/color")).isEqualTo("red");
  }

  /** Where it is allowed null is a value. */
  @Test
  void nullIsKeptWhereItIsAllowed() {
    Answer created = create("{note: null}").is(201);

    assertThat(created.has("/spec/note")).isTrue();
    assertThat(created.at("/spec/note").isNull()).isTrue();
  }

  /** Ports are numbers or names. */
  @Test
  void aValueMayBeANumberOrText() {
    create("{port: 80}").is(201);
    api.mergePatch(widgets.in(namespace) + "/a", "{spec: {port: 'http'}}").is(200);

    Answer refused =
        api.mergePatch(widgets.in(namespace) + "/a", "{spec: {port: true}}")
            .isFailure(422, "Invalid");

    assertThat(refused.causes().getFirst()).startsWith("FieldValueTypeInvalid spec.port:");
  }

  /** The cause names the path, the value and the type. */
  @Test
  void aValueOfAnotherTypeIsRefused() {
    create("{size: 'big'}")
        .isFailure(422, "Invalid")
        .withMessage(
            "Widget.%1$s \"a\" is invalid: spec.size: Invalid value: \"string\": spec.size in body"
                    .formatted(widgets.group())
                + " must be of type integer: \"string\"")
        .withCauses(
            "FieldValueTypeInvalid spec.size: Invalid value: \"string\": spec.size in body must be"
                + " of type integer: \"string\"");
  }

  /** All of them at once: nobody wants to mend one after the other. */
  @Test
  void allViolationsAreTold() {
    create("{size: 101, color: 'blue', code: 'ABC', tags: ['x', 'x'], parts: [{}]}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid spec.size: Invalid value: 101: spec.size in body should be less"
                + " than or equal to 100",
            "FieldValueNotSupported spec.color: Unsupported value: \"blue\": supported values:"
                + " \"red\", \"green\"",
            "FieldValueInvalid spec.code: Invalid value: \"ABC\": spec.code in body should"
                + " match '^[a-z]+$'",
            "FieldValueRequired spec.parts[0].name: Required value",
            "FieldValueDuplicate spec.tags[1]: Duplicate value: \"x\"");
  }

  /** Text that is too long is not quoted back. */
  @Test
  void longTextIsRefused() {
    create("{code: '%s'}".formatted("a".repeat(6)))
        .isFailure(422, "Invalid")
        .withCauses("FieldValueTooLong spec.code: Too long: may not be more than 5 bytes");
  }

  /** A list by keys has each key once. */
  @Test
  void keysOfAListAreUnique() {
    Answer refused = create("{parts: [{name: 'p'}, {name: 'p'}]}").isFailure(422, "Invalid");

    assertThat(refused.causes())
        .hasSize(1)
        .allMatch(cause -> cause.startsWith("FieldValueDuplicate spec.parts[1]: Duplicate value:"));
  }

  /** Unlike ConfigMaps, custom objects are never overwritten blindly. */
  @Test
  void anUpdateNeedsAVersion() {
    create("{size: 1}").is(201);

    api.put(widgets.in(namespace) + "/a", widgets.object("a", "{size: 2}"))
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid metadata.resourceVersion: Invalid value: 0: must be specified for"
                + " an update");
  }

  /** Kind and version come from the body, and must be those of the path. */
  @Test
  void aBodyNamesItsKind() {
    api.post(widgets.in(namespace), "{metadata: {name: 'a'}, spec: {size: 1}}").is(400);
    api.post(widgets.in(namespace), widgets.object("a", "{}").replace("'Widget'", "'Gadget'"))
        .isFailure(422, "Invalid")
        .withCauses("FieldValueInvalid kind: Invalid value: \"Gadget\": must be Widget");
  }

  /** Metadata is metadata, whatever the schema leaves open. */
  @Test
  void metadataAreCheckedToo() {
    api.post(
            widgets.in(namespace),
            """
            {apiVersion: '%s/v1', kind: 'Widget', metadata: {name: 'a', labels: {a: 'no way!'}}}
            """
                .formatted(widgets.group()))
        .isFailure(422, "Invalid")
        .withMessageContaining("metadata.labels: Invalid value: \"no way!\"");
  }

  /** Rules over several fields, with the author's message. */
  @Test
  void rulesAreChecked() {
    Widgets ruled = Widgets.withSchema(api, RULED);

    ruled
        .create(api, namespace, "a", "{min: 5, max: 2}")
        .isFailure(422, "Invalid")
        .withCauses("FieldValueInvalid spec: Invalid value: min is above max");
    ruled.create(api, namespace, "a", "{min: 1, max: 2}").is(201);
  }

  /** Rules that compare with the old state hold for updates. */
  @Test
  void transitionsAreChecked() {
    Widgets ruled = Widgets.withSchema(api, RULED);
    ruled.create(api, namespace, "a", "{min: 1, max: 2}").is(201);

    api.mergePatch(ruled.in(namespace) + "/a", "{spec: {min: 2}}").is(200);
    Answer refused =
        api.mergePatch(ruled.in(namespace) + "/a", "{spec: {min: 1}}").isFailure(422, "Invalid");

    assertThat(refused.causes().getFirst())
        .startsWith("FieldValueInvalid spec.min: Invalid value:")
        .endsWith("min only grows");
  }

  /** An object that was stored before a rule came may be changed elsewhere: it is no dead end. */
  @Test
  void anOldViolationDoesNotBlockOtherChanges() {
    String plain =
        "{type: 'object', properties: {spec: {type: 'object', properties: {"
            + "a: {type: 'integer'}, b: {type: 'integer'}}}}}";
    Widgets loose = Widgets.withSchema(api, plain);
    loose.create(api, namespace, "a", "{a: 50, b: 1}").is(201);
    api.jsonPatch(
            loose.definitionPath(),
            """
            [{op: 'add', value: 10, path:
             '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/a/maximum'}]
            """)
        .is(200);
    eventually(
        "the new maximum holds",
        () -> loose.create(api, namespace, unique("b"), "{a: 50}").response().status() == 422);

    api.mergePatch(loose.in(namespace) + "/a", "{spec: {b: 2}}").is(200);
    api.mergePatch(loose.in(namespace) + "/a", "{spec: {a: 51}}").isFailure(422, "Invalid");
  }

  private static final String RULED =
      """
      {type: 'object', properties: {spec: {type: 'object', properties: {
        min: {type: 'integer', 'x-kubernetes-validations': [
         {rule: 'self >= oldSelf', message: 'min only grows'}]},
        max: {type: 'integer'}},
       'x-kubernetes-validations': [
        {rule: 'self.min <= self.max', message: 'min is above max'}]}}}
      """;

  private Answer create(String spec) {
    return widgets.create(api, namespace, "a", spec);
  }
}
