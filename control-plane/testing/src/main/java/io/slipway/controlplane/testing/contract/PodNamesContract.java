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
