// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;

/** One chapter of the contract. Each test has a namespace of its own, so any order will do. */
abstract class ContractPart {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  final ApiTarget target;
  final Api api;
  final String namespace = unique("contract");

  ContractPart(ApiTarget target) {
    this.target = target;
    this.api = new Api(target.admin());
  }

  @BeforeEach
  final void createNamespace() {
    api.post("/api/v1/namespaces", "{metadata: {name: '%s'}}".formatted(namespace)).is(201);
  }

  static String unique(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Objects of a resource of the core group in this test's namespace. */
  final String core(String resource) {
    return "/api/v1/namespaces/" + namespace + "/" + resource;
  }

  final String deployments() {
    return "/apis/apps/v1/namespaces/" + namespace + "/deployments";
  }

  final Answer configMap(String name, String key, String value) {
    return api.post(
            core("configmaps"),
            "{metadata: {name: '%s'}, data: {%s: '%s'}}".formatted(name, key, value))
        .is(201);
  }

  final Answer labelled(String name, String labels) {
    return api.post(
            core("configmaps"), "{metadata: {name: '%s', labels: %s}}".formatted(name, labels))
        .is(201);
  }

  /** A Deployment with one container {@code main}. */
  final Answer deployment(String name) {
    return api.post(
            deployments(),
            """
            {metadata: {name: '%s'}, spec: {replicas: 1, selector: {matchLabels: {app: 'a'}},
             template: {metadata: {labels: {app: 'a'}},
              spec: {containers: [{name: 'main', image: 'one', env: [{name: 'A', value: '1'}]}]}}}}
            """
                .formatted(name))
        .is(201);
  }

  /** Roles and bindings in this test's namespace. */
  final String rbac(String resource) {
    return "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace + "/" + resource;
  }

  /** Over the socket, as whoever a token stands for. */
  final Api withToken(String token) {
    return new Api(target.anyone()).withToken(token);
  }

  /** Makes a service account in this test's namespace. */
  final String tokenOf(String account) {
    api.post(core("serviceaccounts"), "{metadata: {name: '%s'}}".formatted(account)).is(201);
    return api.post(
            core("serviceaccounts/" + account + "/token"),
            "{apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {}}")
        .is(201)
        .text("/status/token");
  }

  /** A role in this test's namespace for an account of it. */
  final void grant(String account, String rule) {
    api.post(rbac("roles"), "{metadata: {name: 'some'}, rules: [%s]}".formatted(rule)).is(201);
    api.post(
            rbac("rolebindings"),
            """
            {metadata: {name: 'some'},
             roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'some'},
             subjects: [{kind: 'ServiceAccount', name: '%s', namespace: '%s'}]}
            """
                .formatted(account, namespace))
        .is(201);
  }

  /** Some things happen a moment after the answer that caused them. */
  static void eventually(String what, BooleanSupplier happened) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!happened.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s within %s", what, LIMIT).isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
