// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.modelserver.openapi.Endpoint;
import io.slipway.modelserver.openapi.Endpoints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The router and the table of endpoints agree. */
class EndpointsTest {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

  static Stream<Endpoint> endpoints() {
    return Endpoints.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void theRouterKnowsAnEndpointAtEachOfItsPaths(Endpoint endpoint) {
    for (String path : endpoint.paths()) {
      Route route = route(endpoint.method(), path);
      assertThat(route)
          .as(path)
          .isNotInstanceOfAny(Route.NotFound.class, Route.MethodNotAllowed.class);
      assertThat(EndpointGroups.of(route)).as(path).isEqualTo(endpoint.group());
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void otherMethodsAreRefusedWithThoseOfTheTable(Endpoint endpoint) {
    for (String path : endpoint.paths()) {
      Set<String> allowed = new TreeSet<>();
      for (Endpoint each : Endpoints.ALL) {
        if (each.paths().contains(path)) {
          allowed.add(each.method());
        }
      }
      if (allowed.contains("GET")) {
        allowed.add("HEAD");
      }
      for (String method : METHODS) {
        Route route = route(method, path);
        if (allowed.contains(method)) {
          assertThat(route).as(method).isNotInstanceOf(Route.MethodNotAllowed.class);
        } else {
          assertThat(route)
              .as(method)
              .isEqualTo(new Route.MethodNotAllowed(String.join(", ", allowed)));
        }
      }
    }
  }

  @Test
  void everyRouteIsInTheTable() {
    Set<Class<?>> known = new HashSet<>();
    for (Endpoint endpoint : Endpoints.ALL) {
      for (String path : endpoint.paths()) {
        known.add(route(endpoint.method(), path).getClass());
      }
    }
    known.addAll(List.of(Route.NotFound.class, Route.MethodNotAllowed.class));
    assertThat(known).containsExactlyInAnyOrderElementsOf(records(Route.class));
  }

  @Test
  void anOperationHasItsNameAlone() {
    assertThat(Endpoints.ALL).extracting(Endpoint::name).doesNotHaveDuplicates();
  }

  private static Route route(String method, String template) {
    return Route.parse(method, template.replaceAll("\\{\\w+}", "1"));
  }

  private static List<Class<?>> records(Class<?> type) {
    if (!type.isSealed()) {
      return List.of(type);
    }
    List<Class<?>> records = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      records.addAll(records(permitted));
    }
    return records;
  }
}
