// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.controlplane.apiserver.testing.Facts;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NameSyntaxTest {
  static List<JsonNode> names() {
    return Facts.of("name-syntax.json");
  }

  @ParameterizedTest
  @MethodSource("names")
  void saysWhatKubernetesSays(JsonNode fact) {
    String value = fact.get("value").asText();
    assertThat(NameSyntax.dns1123Label(value)).isEqualTo(problems(fact, "label"));
    assertThat(NameSyntax.dns1123Subdomain(value)).isEqualTo(problems(fact, "subdomain"));
    assertThat(NameSyntax.dns1035Label(value)).isEqualTo(problems(fact, "dns1035"));
    assertThat(NameSyntax.qualifiedName(value)).isEqualTo(problems(fact, "qualified"));
    assertThat(NameSyntax.labelValue(value)).isEqualTo(problems(fact, "labelValue"));
    assertThat(NameSyntax.configKey(value)).isEqualTo(problems(fact, "configKey"));
    assertThat(NameRule.DNS_SUBDOMAIN.problems(value, true))
        .isEqualTo(problems(fact, "subdomainPrefix"));
    assertThat(NameRule.DNS_LABEL.problems(value, true)).isEqualTo(problems(fact, "labelPrefix"));
    assertThat(NameRule.DNS_1035_LABEL.problems(value, true))
        .isEqualTo(problems(fact, "dns1035Prefix"));
  }

  private static List<String> problems(JsonNode fact, String rule) {
    return Facts.texts(fact.get(rule));
  }

  @ParameterizedTest
  @CsvSource({
    "a, true", "_a.b_c, true", "_sip._tcp.example, true", "a-b, true", "'', false", "a., false",
    "__a, false", "a_, false", "-a, false", "a_.b, false", "A, false", "a..b, false",
  })
  void underscoresAreInsideOfPartsOrBeforeThem(String value, boolean good) {
    assertThat(NameSyntax.underscoredSubdomain(value).isEmpty()).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({
    "'', Namespace, a.b, must not contain dots",
    "'', Pod, a.b, ''",
    "'', Service, 1a, a DNS-1035 label",
    "rbac.authorization.k8s.io, ClusterRole, system:node, ''",
    "rbac.authorization.k8s.io, Role, a/b, may not contain '/'",
    "rbac.authorization.k8s.io, Role, a%b, may not contain '%'",
    "rbac.authorization.k8s.io, Role, .., may not be '..'",
    "batch, CronJob, abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc, no more than 52",
    "batch, Job, abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc, ''",
    "serving.kserve.io, InferenceService, A, a lowercase RFC 1123 subdomain",
  })
  void eachKindHasItsRule(String group, String kind, String name, String problem) {
    List<String> problems = NameRule.of(new GroupKind(group, kind)).problems(name, false);
    if (problem.isEmpty()) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems).singleElement().asString().contains(problem);
    }
  }

  @Test
  void generatedNamesAreTheBaseAndFiveCharactersThatMakeNoWords() {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      assertThat(GeneratedName.of("my-job-", random))
          .matches("my-job-[bcdfghjklmnpqrstvwxz2456789]{5}");
    }
    assertThat(GeneratedName.of("a-", random)).isNotEqualTo(GeneratedName.of("a-", random));
  }

  @Test
  void aLongBaseIsCutToALabel() {
    assertThat(GeneratedName.of("x".repeat(70), new Random(1)))
        .hasSize(63)
        .matches("x{58}[a-z2-9]{5}");
  }
}
