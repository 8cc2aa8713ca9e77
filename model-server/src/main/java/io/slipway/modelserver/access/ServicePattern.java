// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import io.slipway.api.deploy.DeployContract;

/**
 * Services by name: {@code *}, {@code iris} (of the default namespace), {@code team-a/*} or {@code
 * team-a/iris-*}; a star may end the namespace and the name. Pure.
 */
record ServicePattern(String namespace, String name) {
  static final ServicePattern ALL = new ServicePattern("*", "*");

  /**
   * @throws IllegalArgumentException if it is not of that form
   */
  static ServicePattern parse(String text) {
    if (text.equals("*")) {
      return ALL;
    }
    int slash = text.indexOf('/');
    String namespace = slash < 0 ? DeployContract.DEFAULT_NAMESPACE : text.substring(0, slash);
    String name = text.substring(slash + 1);
    if (!isPattern(namespace) || !isPattern(name)) {
      throw new IllegalArgumentException(
          "service '" + text + "' (expected: NAME or NAMESPACE/NAME, each may end with *)");
    }
    return new ServicePattern(namespace, name);
  }

  private static boolean isPattern(String part) {
    int star = part.indexOf('*');
    return !part.isEmpty() && part.indexOf('/') < 0 && (star < 0 || star == part.length() - 1);
  }

  boolean matches(String serviceNamespace, String service) {
    return matchesPart(namespace, serviceNamespace) && matchesPart(name, service);
  }

  private static boolean matchesPart(String pattern, String part) {
    int prefix = pattern.length() - 1;
    return pattern.charAt(prefix) == '*'
        ? part.length() >= prefix && part.regionMatches(0, pattern, 0, prefix)
        : part.equals(pattern);
  }
}
