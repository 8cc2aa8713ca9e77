// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.inprocess;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.slipway.controlplane.apiserver.answer.KubernetesApi;
import io.slipway.controlplane.apiserver.rbac.UserInfo;

/** Makes clients of one API. */
final class InProcessFactory implements HttpClient.Factory {
  private final KubernetesApi api;
  private final UserInfo user;

  InProcessFactory(KubernetesApi api, UserInfo user) {
    this.api = api;
    this.user = user;
  }

  KubernetesApi api() {
    return api;
  }

  UserInfo user() {
    return user;
  }

  @Override
  public Builder newBuilder() {
    return new Builder(this);
  }

  /** Of what it is told only interceptors matter: there is no connection. */
  static final class Builder
      extends StandardHttpClientBuilder<InProcessClient, InProcessFactory, Builder> {
    private Builder(InProcessFactory factory) {
      super(factory);
    }

    @Override
    public InProcessClient build() {
      return new InProcessClient(this, getClientFactory());
    }

    @Override
    protected Builder newInstance(InProcessFactory factory) {
      return new Builder(factory);
    }
  }
}
