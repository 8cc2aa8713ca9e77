// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.controlplane.agent.spec.PodNames;
import io.slipway.controlplane.agent.testing.Pods;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerNamesTest {
  private static final String MACHINE =
      """
      # made by somebody
      nameserver 10.0.0.1
      nameserver 10.0.0.2
      search lan.example old.example
      options timeout:1 edns0
      """;

  private static PodNames pod(String more) {
    return Pods.pod("{'containers':[{'name':'c'}]" + (more.isEmpty() ? "" : "," + more) + "}")
        .names();
  }

  private static ContainerNames of(String more) {
    return ContainerNames.of(pod(more), "127.64.0.9", MACHINE);
  }

  @Test
  void aPodThatSaysNothingHasWhatTheMachineHas() {
    assertThat(of("")).isEqualTo(ContainerNames.NONE);
    assertThat(of("'dnsPolicy':'ClusterFirst'").words()).isEmpty();
  }

  @Test
  void aliasesAndTheFullNameAreHosts() {
    assertThat(
            of("'hostname':'one','subdomain':'many','hostAliases':[{'ip':'::1','hostnames':['a','b']}]")
                .words())
        .containsExactly(
            "--add-host=a:::1",
            "--add-host=b:::1",
            "--add-host=one.many.default.svc.cluster.local:127.64.0.9");
  }

  @Test
  void whatThePodSaysComesAfterWhatTheMachineHas() {
    ContainerNames names =
        of(
            "'dnsConfig':{'nameservers':['10.0.0.2','10.0.0.3'],'searches':['shop.example'],"
                + "'options':[{'name':'timeout','value':'5'},{'name':'rotate'}]}");

    assertThat(names)
        .isEqualTo(
            new ContainerNames(
                List.of(),
                List.of("10.0.0.1", "10.0.0.2", "10.0.0.3"),
                List.of("lan.example", "old.example", "shop.example"),
                List.of("timeout:5", "edns0", "rotate")));
  }

  @Test
  void withoutTheMachineThereIsOnlyWhatThePodSays() {
    assertThat(of("'dnsPolicy':'None','dnsConfig':{'nameservers':['10.0.0.3']}").words())
        .containsExactly("--dns=10.0.0.3", "--dns-search=.");
  }

  @Test
  void aHostIsCalledAsItsPodSays() {
    assertThat(pod("").ofHost()).isEqualTo("web");
    assertThat(pod("'hostname':'one','subdomain':'many'").ofHost()).isEqualTo("one");
    assertThat(pod("'subdomain':'many','setHostnameAsFQDN':true").ofHost())
        .isEqualTo("web.many.default.svc.cluster.local");
    assertThat(pod("'hostname':'" + "a".repeat(62) + "-b'").ofHost()).isEqualTo("a".repeat(62));
    assertThat(pod("'subdomain':'many','hostnameOverride':'x.y'").ofHost()).isEqualTo("x.y");
    assertThat(pod("'subdomain':'many','hostnameOverride':'x.y'").full()).isEmpty();
  }

  @Test
  void aFullNameThatIsTooLongIsAFault() {
    assertThat(pod("'subdomain':'many','setHostnameAsFQDN':true").fault()).isEmpty();
    assertThat(pod("'subdomain':'%s','setHostnameAsFQDN':true".formatted("a".repeat(40))).fault())
        .get()
        .asString()
        .contains("is too long (64 characters is the max, 70 characters requested)");
  }
}
