// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.modelserver.testing.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HeaderRestrictionsTest {
  private static final HeaderRestrictions ADMIN =
      HeaderRestrictions.parse(List.of("model-repository,trace:admin-key=s=cret"), "");

  @Test
  void letsInWhoNamesTheValue() {
    assertThat(ADMIN.refusal(EndpointGroup.TRACE, Headers.of("Admin-Key", "s=cret"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"admin-key, s=cre", "admin-key, S=CRET", "admin-key, s=cret2", "other, s=cret"})
  void refusesOthersNamingHeaderAndGroupButNotTheValue(String name, String value) {
    assertThat(ADMIN.refusal(EndpointGroup.MODEL_REPOSITORY, Headers.of(name, value)))
        .contains("model-repository", "admin-key")
        .doesNotContain("s=cret");
  }

  @Test
  void leavesOtherGroupsAlone() {
    assertThat(ADMIN.refusal(EndpointGroup.INFERENCE, Headers.of())).isNull();
  }

  @Test
  void putsThePrefixBeforeTheKey() {
    HeaderRestrictions grpc =
        HeaderRestrictions.parse(List.of("health:k=v"), HeaderRestrictions.GRPC_PREFIX);
    assertThat(grpc.refusal(EndpointGroup.HEALTH, Headers.of("k", "v"))).isNotNull();
    assertThat(grpc.refusal(EndpointGroup.HEALTH, Headers.of("triton-grpc-protocol-k", "v")))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "health, GROUP",
    "health:key, KEY=VALUE",
    "health:=value, KEY=VALUE",
    "health:key=, KEY=VALUE",
    ":key=value, GROUP",
    "helth:key=value, helth",
    "'health,:key=value', no group ''",
  })
  void saysWhatIsWrongWithARule(String rule, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeaderRestrictions.parse(List.of(rule), ""))
        .withMessageContaining(expected);
  }

  @Test
  void refusesAGroupInTwoRules() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeaderRestrictions.parse(List.of("health:a=1", "trace,health:b=2"), ""))
        .withMessageContaining("'health' is restricted twice");
  }

  @Test
  void showsNoSecret() {
    assertThat(ADMIN.toString()).contains("TRACE").doesNotContain("s=cret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeaderRestrictions.parse(List.of("=s3cret"), ""))
        .withMessageNotContainingAny("s3cret");
  }

  @ParameterizedTest
  @EnumSource
  void findsEachGroupByItsLabel(EndpointGroup group) {
    assertThat(EndpointGroup.ofLabel(group.label())).isEqualTo(group);
    assertThat(EndpointGroup.labels()).contains(group.label());
  }
}
