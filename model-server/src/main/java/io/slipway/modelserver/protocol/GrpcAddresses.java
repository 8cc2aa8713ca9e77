// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.modelserver.protocol.ServiceDirectory.Remote;
import io.slipway.modelserver.protocol.ServiceDirectory.ServiceName;
import io.slipway.transport.codec.grpc.HealthMessages;
import io.slipway.transport.http.HttpHeaders;
import io.slipway.transport.memory.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Which service a gRPC call is for: the one that {@code :authority} names, else that of the
 * metadata {@code kserve-isvc-name} and {@code kserve-isvc-namespace}, else all of the default
 * namespace, by the name of the model.
 */
record GrpcAddresses(ServiceDirectory services) {
  private static final String NAME_METADATA = "kserve-isvc-name";
  private static final String NAMESPACE_METADATA = "kserve-isvc-namespace";

  /**
   * @throws ServingException NOT_FOUND if there is no such service
   */
  Scope scope(@Nullable String authority, HttpHeaders metadata) {
    Scope byAuthority = services.byAuthority(authority);
    if (byAuthority == null) {
      throw noService("at " + authority);
    }
    String name = metadata.get(NAME_METADATA);
    if (name == null || !byAuthority.equals(services.root())) {
      return byAuthority;
    }
    String namespace = metadata.get(NAMESPACE_METADATA);
    if (namespace == null) {
      namespace = DeployContract.DEFAULT_NAMESPACE;
    }
    Scope byMetadata = services.service(new ServiceName(namespace, name));
    if (byMetadata == null) {
      throw noService(namespace + "/" + name);
    }
    return byMetadata;
  }

  /** Whether calls may be for services that are answered elsewhere. */
  boolean forwards() {
    return services.forwards();
  }

  /** Who answers in this server's place, by address or metadata; null if nobody does. */
  @Nullable Remote remote(@Nullable String authority, HttpHeaders metadata) {
    ServiceName named = services.named(authority);
    String name = metadata.get(NAME_METADATA);
    if (named == null && name != null && services.root().equals(services.byAuthority(authority))) {
      String namespace = metadata.get(NAMESPACE_METADATA);
      named =
          new ServiceName(namespace == null ? DeployContract.DEFAULT_NAMESPACE : namespace, name);
    }
    return named == null ? null : services.remote(named);
  }

  /** As above, for a call that names no service, by the model that its message names. */
  @Nullable Remote remote(@Nullable String authority, HttpHeaders metadata, RequestBody message) {
    if (metadata.get(NAME_METADATA) != null
        || !services.root().equals(services.byAuthority(authority))) {
      return null;
    }
    String model = HealthMessages.decodeReference(message).name();
    return services.remote(new ServiceName(DeployContract.DEFAULT_NAMESPACE, model));
  }

  /** What of a service is here: who may use it. */
  Scope scope(Remote remote) {
    Scope scope = services.service(remote.name());
    if (scope == null) {
      throw noService(remote.name().toString());
    }
    return scope;
  }

  private static ServingException noService(String where) {
    return new ServingException(ErrorCode.NOT_FOUND, "no service " + where);
  }
}
