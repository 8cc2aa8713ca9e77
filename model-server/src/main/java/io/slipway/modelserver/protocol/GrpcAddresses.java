// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.http.HttpHeaders;
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
    Scope byMetadata = services.service(new ServiceDirectory.ServiceName(namespace, name));
    if (byMetadata == null) {
      throw noService(namespace + "/" + name);
    }
    return byMetadata;
  }

  private static ServingException noService(String where) {
    return new ServingException(ErrorCode.NOT_FOUND, "no service " + where);
  }
}
