// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Names, labels, owners, and what of the metadata never changes. */
abstract class MetadataContract extends ContractPart {
  private static final String SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
          + " regex used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

  MetadataContract(ApiTarget target) {
    super(target);
  }

  /** Jobs and Pods are made by the dozen from one template. */
  @Test
  void generateNameMakesDifferentNames() {
    String body = "{metadata: {generateName: 'job-'}}";

    String first = api.post(core("configmaps"), body).is(201).name();
    String second = api.post(core("configmaps"), body).is(201).name();

    assertThat(first).matches("job-[a-z0-9]{5}");
    assertThat(second).matches("job-[a-z0-9]{5}").isNotEqualTo(first);
  }

  /** A long prefix is cut, as the name has to stay valid. */
  @Test
  void generateNameKeepsNamesShort() {
    Answer created =
        api.post(core("configmaps"), "{metadata: {generateName: '%s'}}".formatted("x".repeat(100)))
            .is(201);

    assertThat(created.name()).hasSize(63).startsWith("x".repeat(58));
  }

  /** Neither name nor prefix: nothing to call it. */
  @Test
  void anObjectNeedsAName() {
    api.post(core("configmaps"), "{metadata: {}}")
        .isFailure(422, "Invalid")
        .withMessage(
            "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is"
                + " required")
        .withCauses(
            "FieldValueRequired metadata.name: Required value: name or generateName is required");
  }

  /** kubectl prints the cause: it has to say what a name may look like. */
  @Test
  void aNameHasToBeASubdomain() {
    Answer refused =
        api.post(core("configmaps"), "{metadata: {name: 'Bad_Name'}}").isFailure(422, "Invalid");

    refused.withCauses(
        "FieldValueInvalid metadata.name: Invalid value: \"Bad_Name\": " + SUBDOMAIN);
    assertThat(refused.at("/details/name").asText()).isEqualTo("Bad_Name");
    assertThat(refused.at("/details/kind").asText()).isEqualTo("ConfigMap");
  }

  /** Names of namespaces become DNS labels: no dots. */
  @Test
  void aNamespaceIsALabel() {
    api.post("/api/v1/namespaces", "{metadata: {name: 'a.b'}}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueInvalid metadata.name: Invalid value: \"a.b\": must not contain dots");
  }

  /** Keys and values of labels have a syntax that selectors rely on. */
  @Test
  void labelsHaveASyntax() {
    Answer refused =
        api.post(
                core("configmaps"),
                "{metadata: {name: 'a', labels: {'bad key': 'v', good: 'bad value!'}}}")
            .isFailure(422, "Invalid");

    assertThat(refused.causes())
        .hasSize(2)
        .allMatch(cause -> cause.startsWith("FieldValueInvalid metadata.labels: Invalid value"));
  }

  /** Annotations are for programs, but not for files. */
  @Test
  void annotationsAreLimitedTogether() {
    api.post(
            core("configmaps"),
            "{metadata: {name: 'a', annotations: {k: '%s'}}}".formatted("x".repeat(256 * 1024)))
        .isFailure(422, "Invalid")
        .withMessageContaining("metadata.annotations: Too long: may not be more than 262144 bytes");
  }

  /** Labels are text; a bare number is a mistake of the YAML. */
  @Test
  void labelsAreText() {
    api.post(core("configmaps"), "{metadata: {name: 'a', labels: {k: 1}}}")
        .isFailure(400, "BadRequest");
  }

  /** Identity and time of birth are the server's. */
  @Test
  void theTimeOfCreationCannotBeChanged() {
    ObjectNode object = configMap("a", "k", "v").object();
    object.withObject("/metadata").put("creationTimestamp", "2001-01-01T00:00:00Z");

    Answer updated = api.put(core("configmaps/a"), object).is(200);

    assertThat(updated.text("/metadata/creationTimestamp")).doesNotStartWith("2001");
    assertThat(api.get(core("configmaps/a")).text("/metadata/creationTimestamp"))
        .doesNotStartWith("2001");
  }

  /** Clients that send objects back without these fields still mean the same object. */
  @Test
  void whatTheServerSetMayBeLeftOut() {
    Answer created = configMap("a", "k", "v");

    Answer updated =
        api.put(core("configmaps/a"), "{metadata: {name: 'a'}, data: {k: 'v'}}").is(200);

    assertThat(updated.uid()).isEqualTo(created.uid());
    assertThat(updated.text("/metadata/creationTimestamp"))
        .isEqualTo(created.text("/metadata/creationTimestamp"));
  }

  /** selfLink went away; what clients still send is dropped. */
  @Test
  void selfLinksAreDropped() {
    Answer created =
        api.post(core("configmaps"), "{metadata: {name: 'a', selfLink: '/somewhere'}}").is(201);

    assertThat(created.has("/metadata/selfLink")).isFalse();
  }

  /** An owner without a uid would be collected as soon as anybody looks. */
  @Test
  void anOwnerIsNamedInFull() {
    Answer refused =
        api.post(
                core("configmaps"),
                """
                {metadata: {name: 'a',
                 ownerReferences: [{apiVersion: 'v1', kind: 'ConfigMap', name: 'b', uid: ''}]}}
                """)
            .isFailure(422, "Invalid");

    refused.withCauses(
        "FieldValueInvalid metadata.ownerReferences.uid: Invalid value: \"\": must not be empty");
  }

  /** Two controllers would fight. */
  @Test
  void atMostOneOwnerIsTheController() {
    api.post(
            core("configmaps"),
            """
            {metadata: {name: 'a', ownerReferences: [
             {apiVersion: 'v1', kind: 'ConfigMap', name: 'b', uid: 'u1', controller: true},
             {apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: 'u2', controller: true}]}}
            """)
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "metadata.ownerReferences: Invalid value",
            "Only one reference can have Controller set to true");
  }

  /**
   * blockOwnerDeletion and controller come back as they were sent: garbage collectors read them.
   */
  @Test
  void ownersAreKept() {
    String reference =
        "{apiVersion: 'v1', kind: 'ConfigMap', name: 'b', uid: '%s', controller: true, %s}"
            .formatted(configMap("b", "k", "v").uid(), "blockOwnerDeletion: true");

    Answer created =
        api.post(
                core("configmaps"),
                "{metadata: {name: 'a', ownerReferences: [%s]}}".formatted(reference))
            .is(201);

    assertThat(created.at("/metadata/ownerReferences/0")).isEqualTo(Json.of(reference));
  }

  /** A finalizer names who has to remove it. */
  @Test
  void finalizersAreQualifiedNames() {
    api.post(core("configmaps"), "{metadata: {name: 'a', finalizers: ['no such/name/at all']}}")
        .isFailure(422, "Invalid")
        .withMessageContaining("metadata.finalizers");
  }
}
