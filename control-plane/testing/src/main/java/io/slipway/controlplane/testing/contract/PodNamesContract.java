// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import org.junit.jupiter.api.Test;

/** What Pods are called, and how they find others. */
abstract class PodNamesContract extends ContractPart {
  PodNamesContract(ApiTarget target) {
    super(target);
  }

  private Answer create(String more) {
    return api.post(
        core("pods"),
        "{metadata: {name: 'a'}, spec: {containers: [{name: 'm', image: 'i:1'}], %s}}"
            .formatted(more));
  }

  @Test
  void aHostnameIsOnePartOfAName() {
    create("hostname: 'a.b'")
        .isFailure(422, "Invalid")
        .withMessageContaining("spec.hostname: Invalid value: \"a.b\": must not contain dots");
    create("subdomain: 'A'")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "spec.subdomain: Invalid value: \"A\": a lowercase RFC 1123 label must consist of");
  }

  @Test
  void anAliasIsAnAddressWithNames() {
    create("hostAliases: [{ip: '10.0.0', hostnames: ['db', 'a_b']}]")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "spec.hostAliases[0].ip: Invalid value: \"10.0.0\": must be a valid IP address, (e.g."
                + " 10.9.8.7 or 2001:db8::ffff)",
            "spec.hostAliases[0].hostnames[1]: Invalid value: \"a_b\": a lowercase RFC 1123"
                + " subdomain must consist of");
    create("hostAliases: [{ip: '2001:db8::1', hostnames: ['db.example']}]").is(201);
  }

  @Test
  void aResolverIsOneOfFourKinds() {
    create("dnsPolicy: 'Mine'")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "spec.dnsPolicy: Unsupported value: \"Mine\": supported values:"
                + " \"ClusterFirstWithHostNet\", \"ClusterFirst\", \"Default\", \"None\"");
  }

  @Test
  void aResolverHasItsLimits() {
    create(
            "dnsConfig: {nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'],"
                + " searches: ['a_b', 'a..b'], options: [{value: '1'}]}")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "must not have more than 3 nameservers",
            "spec.dnsConfig.nameservers: Invalid value:"
                + " [\"1.1.1.1\",\"1.1.1.2\",\"1.1.1.3\",\"1.1.1.4\"]: ",
            "spec.dnsConfig.searches[1]: Invalid value: \"a..b\": a lowercase RFC 1123 subdomain"
                + " must consist of lower case alphanumeric characters, '_', '-' or '.', and must"
                + " start and end with an alphanumeric character (e.g. 'example.com', regex used"
                + " for validation is"
                + " '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')",
            "spec.dnsConfig.options[0]: Required value: must not be empty");
    create("dnsConfig: {searches: [%s 'a']}".formatted("'a', ".repeat(32)))
        .isFailure(422, "Invalid")
        .withMessageContaining("must not have more than 32 search paths");
    create("dnsConfig: {searches: ['.', 'a_b.example.']}").is(201);
  }

  /** A name that counts whatever else is said leaves nothing else to be said. */
  @Test
  void aNameThatCountsIsNotPartOfAnother() {
    create("hostnameOverride: ''")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "spec.hostnameOverride: Invalid value: \"\": a lowercase RFC 1123 subdomain must");
    create("hostnameOverride: '%s'".formatted("a".repeat(65)))
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueTooLong spec.hostnameOverride: Too long: may not be more than 64 bytes");
    create("hostnameOverride: 'a.b', setHostnameAsFQDN: true")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueForbidden spec.hostnameOverride: Forbidden: may not be specified when"
                + " setHostnameAsFQDN is true");
    create("hostnameOverride: 'a.b', hostNetwork: true")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueForbidden spec.hostnameOverride: Forbidden: may not be specified when"
                + " hostNetwork is true");
    create("hostnameOverride: 'a.b'").is(201);
  }

  /** There would be nobody to ask. */
  @Test
  void withoutTheMachinesResolverThereIsAnother() {
    create("dnsPolicy: 'None'")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueRequired spec.dnsConfig: Required value: must provide `dnsConfig` when"
                + " `dnsPolicy` is None");
    create("dnsPolicy: 'None', dnsConfig: {searches: ['a']}")
        .isFailure(422, "Invalid")
        .withCauses(
            "FieldValueRequired spec.dnsConfig.nameservers: Required value: must provide at least"
                + " one DNS nameserver when `dnsPolicy` is None");
    create("dnsPolicy: 'None', dnsConfig: {nameservers: ['x']}")
        .isFailure(422, "Invalid")
        .withMessageContaining(
            "spec.dnsConfig.nameservers[0]: Invalid value: \"x\": must be a valid IP");
  }
}
