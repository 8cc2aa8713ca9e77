// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.environment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.agent.testing.Pods;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
  private static final Sources SOURCES =
      new Sources() {
        @Override
        public Optional<Map<String, byte[]>> configMap(String name) {
          return name.equals("settings")
              ? Optional.of(Map.of("COLOUR", "red".getBytes(UTF_8)))
              : Optional.empty();
        }

        @Override
        public Optional<Map<String, byte[]>> secret(String name) {
          return name.equals("keys")
              ? Optional.of(Map.of("TOKEN", "s3cret".getBytes(UTF_8)))
              : Optional.empty();
        }

        @Override
        public boolean hasClaim(String name) {
          return name.equals("disk");
        }
      };

  private static Environment environment(String container) throws ConfigurationException {
    PodSpec pod =
        Pods.pod(
            "{'name':'web','namespace':'shop','uid':'u1','labels':{'app':'x','b/c':'y'}}",
            "{'serviceAccountName':'me','nodeName':'here','containers':[" + container + "]}");
    return Environment.of(
        pod.containers().getFirst(),
        Map.of("HOME", "/home/me"),
        new PodFields(pod, "10.0.0.5", "10.0.0.1", 4000, 8L << 30),
        SOURCES);
  }

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "$(HOME), /home/me",
    "$(HOME)/x$(HOME), /home/me/x/home/me",
    "$(NONE), $(NONE)",
    "$$(HOME), $(HOME)",
    "$$$(HOME), $/home/me",
    "$(HOME, $(HOME",
    "$, $",
    "a$b, a$b",
    "$(), $()"
  })
  void variablesAreReplacedAsKubernetesDoes(String text, String expected) {
    assertThat(Expansion.expand(text, Map.of("HOME", "/home/me"))).isEqualTo(expected);
  }

  @Test
  void laterVariablesSeeEarlierOnesAndReplaceThem() throws ConfigurationException {
    Environment environment =
        environment(
            """
            {'name':'c','command':['run','$(B)'],'args':['$(COLOUR)','$(C)'],
             'envFrom':[{'configMapRef':{'name':'settings'}},
                        {'prefix':'P_','secretRef':{'name':'keys'}}],
             'env':[{'name':'A','value':'$(B)'},{'name':'B','value':'$(A)-$(COLOUR)'},
                    {'name':'COLOUR','value':'blue'}]}
            """);

    assertThat(environment.variables())
        .containsExactly(
            entry("HOME", "/home/me"),
            entry("COLOUR", "blue"),
            entry("P_TOKEN", "s3cret"),
            entry("A", "$(B)"),
            entry("B", "$(B)-red"));
    assertThat(environment.command()).containsExactly("run", "$(B)-red");
    assertThat(environment.args()).containsExactly("blue", "$(C)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'fieldRef':{'fieldPath':'metadata.name'}} | web",
        "{'fieldRef':{'fieldPath':'metadata.namespace'}} | shop",
        "{'fieldRef':{'fieldPath':\"metadata.labels['b/c']\"}} | y",
        "{'fieldRef':{'fieldPath':'spec.nodeName'}} | here",
        "{'fieldRef':{'fieldPath':'spec.serviceAccountName'}} | me",
        "{'fieldRef':{'fieldPath':'status.podIP'}} | 10.0.0.5",
        "{'fieldRef':{'fieldPath':'status.hostIP'}} | 10.0.0.1",
        "{'resourceFieldRef':{'resource':'limits.cpu'}} | 2",
        "{'resourceFieldRef':{'resource':'limits.cpu','divisor':'1m'}} | 1500",
        "{'resourceFieldRef':{'resource':'requests.memory','divisor':'1Mi'}} | 64",
        "{'resourceFieldRef':{'resource':'limits.memory','divisor':'1Gi'}} | 8",
        "{'configMapKeyRef':{'name':'settings','key':'COLOUR'}} | red",
        "{'secretKeyRef':{'name':'keys','key':'TOKEN'}} | s3cret"
      })
  void valuesComeFromTheirSources(String from, String expected) throws ConfigurationException {
    String quoted = from.replace("\"metadata.labels['b/c']\"", "'metadata.labels[@b/c@]'");
    String container =
        "{'name':'c','resources':{'limits':{'cpu':'1500m'},'requests':{'memory':'64Mi'}},"
            + "'env':[{'name':'X','valueFrom':"
            + quoted
            + "}]}";
    Environment environment = environment(container.replace("@", "\\u0027"));

    assertThat(environment.variables()).containsEntry("X", expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'configMapKeyRef':{'name':'other','key':'x'}} | configmap \"other\" not found",
        "{'configMapKeyRef':{'name':'settings','key':'x'}} | couldn't find key x in ConfigMap"
            + " settings",
        "{'secretKeyRef':{'name':'other','key':'x'}} | secret \"other\" not found",
        "{'fieldRef':{'fieldPath':'spec.x'}} | unsupported fieldPath: spec.x"
      })
  void whatIsNotThereIsNamed(String from, String message) {
    assertThatThrownBy(
            () -> environment("{'name':'c','env':[{'name':'X','valueFrom':" + from + "}]}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }

  @Test
  void whatIsOptionalMayBeMissing() throws ConfigurationException {
    Environment environment =
        environment(
            """
            {'name':'c','envFrom':[{'secretRef':{'name':'none','optional':true}}],
             'env':[{'name':'X','valueFrom':
               {'configMapKeyRef':{'name':'none','key':'x','optional':true}}}]}
            """);

    assertThat(environment.variables()).containsOnlyKeys("HOME");
  }
}
