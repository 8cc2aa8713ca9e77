// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.controlplane.apiserver.http.Accept.Form;
import io.slipway.controlplane.apiserver.meta.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {
  private static Form choose(String header) {
    return Accept.choose(
        header,
        (group, version, kind) ->
            group.equals("meta.k8s.io") && version.equals("v1") && kind.equals("Table"));
  }

  /** What kubectl, client-go, curl and others send. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | false | ''",
        "application/json, */* | false | ''",
        "*/* | false | ''",
        "application/*;q=0.5 | false | ''",
        "application/yaml | true | ''",
        "application/json;q=0.5, application/yaml | true | ''",
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
            + " | false | Table",
        "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | false | ''",
        "application/vnd.kubernetes.protobuf,application/json | false | ''",
        "application/json;as=\"Table\";v=v1;g=meta.k8s.io | false | Table",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | false | ''",
      })
  void choosesTheFirstFormThatThereIs(String header, boolean yaml, String as) {
    assertThat(choose(header)).isEqualTo(new Form(yaml, as, as.isEmpty() ? "" : "v1"));
  }

  @Test
  void answersJsonToThoseWhoDoNotSay() {
    assertThat(Accept.choose(null, (_, _, _) -> false)).isEqualTo(new Form(false, "", ""));
    assertThat(choose(" ")).isEqualTo(new Form(false, "", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.kubernetes.protobuf",
        "text/html",
        "application/json;as=Sheet;v=v1;g=meta.k8s.io",
        "application/json;q=0"
      })
  void refusesWhatThereIsNot(String header) {
    assertThatThrownBy(() -> choose(header))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(406))
        .hasMessageContaining("application/json, application/yaml");
  }
}
