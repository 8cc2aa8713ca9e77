// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.slipway.api.error.ErrorCode;
import io.slipway.modelserver.access.Quota.Of;
import io.slipway.modelserver.access.Refusal.Reason;
import io.slipway.transport.http.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {
  /** Where monotonic clocks may be as well. */
  private static final long START = Long.MAX_VALUE - 1_000;

  private static Quota quota(String limits) {
    return new Quota(Of.CLIENT, "client 'a'", Limits.parse(limits), START);
  }

  private static long millis(long millis) {
    return START + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static @Nullable Reason reason(@Nullable Refusal refusal) {
    return refusal == null ? null : refusal.reason();
  }

  @Test
  void letsABurstInAndThenAsManyAsTheRateSays() {
    Quota quota = quota("rate=10,burst=3");
    for (int i = 0; i < 3; i++) {
      assertThat(quota.count(START)).isNull();
    }
    Refusal refusal = Objects.requireNonNull(quota.count(START));
    assertThat(refusal.reason()).isEqualTo(Reason.CLIENT_RATE);
    assertThat(refusal.message()).contains("client 'a'", "10 requests per second", "100 ms");
    assertThat(refusal.retryNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    assertThat(quota.look(START)).isEqualTo(refusal);
    assertThat(quota.count(millis(99))).isNotNull();
    assertThat(quota.look(millis(100))).isNull();
    assertThat(quota.count(millis(100))).isNull();
    assertThat(quota.count(millis(100))).isNotNull();
    assertThat(quota.count(millis(200))).isNull();
  }

  @Test
  void savesNoMoreThanABurst() {
    Quota quota = quota("rate=10,burst=2");
    long later = millis(60_000);
    assertThat(quota.count(later)).isNull();
    assertThat(quota.count(later)).isNull();
    assertThat(quota.count(later)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rate=0.001,burst=1000000", "rate=1000000"})
  void holdsAtTheEndsOfTheScale(String limits) {
    Quota quota = quota(limits);
    for (int i = 0; i < quota.limits().burst(); i++) {
      assertThat(quota.count(START)).isNull();
    }
    assertThat(quota.count(START)).isNotNull();
  }

  @Test
  void countsThoseUnderWay() {
    Quota quota = quota("concurrent=2");
    assertThat(quota.enter(START)).isNull();
    assertThat(quota.enter(START)).isNull();
    assertThat(reason(quota.enter(START))).isEqualTo(Reason.CLIENT_CONCURRENCY);
    assertThat(reason(quota.look(START))).isEqualTo(Reason.CLIENT_CONCURRENCY);
    quota.leave();
    assertThat(quota.look(START)).isNull();
    assertThat(quota.enter(START)).isNull();
  }

  @Test
  void aRequestThatIsTooFastIsNotUnderWay() {
    Quota quota = quota("rate=1,concurrent=2");
    assertThat(quota.enter(START)).isNull();
    assertThat(reason(quota.enter(START))).isEqualTo(Reason.CLIENT_RATE);
    assertThat(reason(quota.enter(START))).isEqualTo(Reason.CLIENT_RATE);
  }

  @Test
  void manyThreadsGetExactlyTheBurst() throws Exception {
    Quota quota = quota("rate=0.001,burst=500,concurrent=400");
    AtomicInteger entered = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4);
    for (int t = 0; t < 4; t++) {
      Thread.ofPlatform()
          .start(() -> {
            for (int i = 0; i < 1_000; i++) {
              if (quota.enter(START) == null) {
                entered.incrementAndGet();
                quota.leave();
              }
            }
            done.countDown();
          });
    }
    done.await();
    assertThat(entered).hasValue(500);
    assertThat(reason(quota.enter(START))).isEqualTo(Reason.CLIENT_RATE);
  }

  @Test
  void boundsTheSizeOfARequest() {
    Quota quota = new Quota(Of.SERVICE, "service 'x'", Limits.parse("bytes=2KiB"), START);
    assertThat(quota.size(2048)).isNull();
    Refusal refusal = Objects.requireNonNull(quota.size(2049));
    assertThat(refusal.failure().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(refusal.message()).contains("2049", "service 'x'", "2048");
  }

  @Test
  void saysWhenToTryAgain() {
    Quota quota = quota("rate=0.5,burst=1");
    assertThat(quota.count(START)).isNull();
    assertThat(Objects.requireNonNull(quota.count(START)).failure().retrySeconds()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|rate=N",
        "rate|rate=N",
        "speed=1|'speed=1'",
        "rate=1,rate=2|given twice",
        "rate=0|rate=0",
        "rate=-1|rate=-1",
        "rate=NaN|rate=NaN",
        "rate=Infinity|requests per second",
        "rate=0.0001|requests per second",
        "rate=1,burst=0|burst=0",
        "rate=1,burst=1000001|burst=1000001",
        "burst=3|with a rate",
        "concurrent=x|concurrent=x",
        "bytes=1TB|bytes=1TB",
        "bytes=-1|bytes=-1",
      })
  void refusesWhatIsNoLimit(String text, String expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.parse(text))
        .withMessageContaining(expected);
  }

  @Test
  void readsLimits() {
    assertThat(Limits.parse("rate=2.5, concurrent=4, bytes=10MiB"))
        .isEqualTo(new Limits(2.5, 3, 4, 10 << 20));
    assertThat(Limits.parse("bytes=100").bytes()).isEqualTo(100);
    assertThat(Limits.NONE.isNone()).isTrue();
  }

  private static Peer peer(String address) {
    return Peer.plain(new InetSocketAddress(InetAddress.ofLiteral(address), 1));
  }

  @Test
  void tellsClientsApartByAddressAndNetwork() {
    ClientQuotas clients = new ClientQuotas(Limits.parse("rate=1"));
    Quota first = of(clients, Client.ANYBODY, peer("10.0.0.1"));
    assertThat(of(clients, Client.ANYBODY, peer("10.0.0.1"))).isSameAs(first);
    assertThat(of(clients, Client.ANYBODY, peer("10.0.0.2"))).isNotSameAs(first);
    Quota network = of(clients, Client.ANYBODY, peer("2001:db8:1:2:3::1"));
    assertThat(of(clients, Client.ANYBODY, peer("2001:db8:1:2:4::9"))).isSameAs(network);
    assertThat(of(clients, Client.ANYBODY, peer("2001:db8:1:3::1"))).isNotSameAs(network);
  }

  private static Quota of(ClientQuotas clients, Client client, Peer peer) {
    return Objects.requireNonNull(clients.of(client, peer, START));
  }

  @Test
  void remembersAKnownClientWhateverItsAddressAndHoweverManyOthersCome() throws Exception {
    Client alice =
        Objects.requireNonNull(
            TokenLines.parse(Path.of("t"), List.of("alice 0123456789abcdef rate=7"))
                .tokens()
                .byToken("0123456789abcdef"));
    ClientQuotas clients = new ClientQuotas(Limits.parse("rate=1"), 10);
    Quota quota = of(clients, alice, peer("10.0.0.1"));
    assertThat(quota.limits().rate()).isEqualTo(7);
    for (int i = 0; i < 1000; i++) {
      of(clients, Client.ANYBODY, peer("10.1." + i / 250 + "." + i % 250));
    }
    assertThat(of(clients, alice, peer("10.0.0.2"))).isSameAs(quota);
  }

  @Test
  void forgetsAddressesNotHeardOfForLongest() {
    ClientQuotas clients = new ClientQuotas(Limits.parse("rate=1"), 100);
    Quota busy = of(clients, Client.ANYBODY, peer("10.0.0.1"));
    Quota gone = of(clients, Client.ANYBODY, peer("10.0.0.2"));
    for (int i = 0; i < 10_000; i++) {
      of(clients, Client.ANYBODY, peer("10.1." + i / 250 + "." + i % 250));
      if (i % 50 == 0) {
        assertThat(of(clients, Client.ANYBODY, peer("10.0.0.1"))).isSameAs(busy);
      }
      assertThat(clients.size()).isLessThanOrEqualTo(202);
    }
    assertThat(of(clients, Client.ANYBODY, peer("10.0.0.2"))).isNotSameAs(gone);
  }

  @Test
  void servicesHaveTheirOwnLimitsOrThoseOfAll() {
    ServiceQuotas services =
        new ServiceQuotas(
            Limits.parse("rate=1"), Map.of("default/a", Limits.parse("concurrent=3")));
    assertThat(Objects.requireNonNull(services.of("default", "a", START)).limits().concurrent())
        .isEqualTo(3);
    Quota other = Objects.requireNonNull(services.of("default", "b", START));
    assertThat(other.limits().rate()).isEqualTo(1);
    assertThat(services.of("default", "b", START)).isSameAs(other);
    assertThat(new ServiceQuotas(Limits.NONE, Map.of()).of("default", "a", START)).isNull();
  }

  @Test
  void limitsOfAServiceComeAndChangeAndGo() {
    ServiceQuotas services = new ServiceQuotas(Limits.NONE, Map.of());
    assertThat(services.of("default", "a", START)).isNull();

    services.limit(Map.of("default/a", Limits.parse("concurrent=2")), START);
    Quota first = Objects.requireNonNull(services.of("default", "a", START));
    assertThat(first.enter(START)).isNull();
    assertThat(first.enter(START)).isNull();

    services.limit(Map.of("default/a", Limits.parse("concurrent=1")), START);
    Quota second = Objects.requireNonNull(services.of("default", "a", START));
    first.leave();
    assertThat(reason(second.enter(START))).isEqualTo(Reason.SERVICE_CONCURRENCY);
    first.leave();
    assertThat(second.enter(START)).isNull();

    services.limit(Map.of(), START);
    assertThat(services.of("default", "a", START)).isNull();
  }

  @Test
  void aRateThatStaysGoesOnWhenAnotherLimitChanges() {
    ServiceQuotas services = new ServiceQuotas(Limits.NONE, Map.of());
    services.limit(Map.of("default/a", Limits.parse("rate=1")), START);
    assertThat(Objects.requireNonNull(services.of("default", "a", START)).enter(START)).isNull();

    services.limit(Map.of("default/a", Limits.parse("rate=1,concurrent=9")), START);
    Quota changed = Objects.requireNonNull(services.of("default", "a", START));
    assertThat(reason(changed.enter(START))).isEqualTo(Reason.SERVICE_RATE);

    services.limit(Map.of("default/a", Limits.parse("rate=2")), START);
    changed = Objects.requireNonNull(services.of("default", "a", START));
    assertThat(changed.enter(START)).isNull();
  }

  @Test
  void limitsThatWereThereFromTheStartStay() {
    ServiceQuotas services =
        new ServiceQuotas(Limits.NONE, Map.of("default/a", Limits.parse("concurrent=3")));
    services.limit(Map.of("default/b", Limits.parse("concurrent=4")), START);
    services.limit(Map.of(), START);
    assertThat(Objects.requireNonNull(services.of("default", "a", START)).limits().concurrent())
        .isEqualTo(3);
    assertThat(services.of("default", "b", START)).isNull();
  }

  @Test
  void nothingIsLeftOfAServiceThatIsGone() {
    ServiceQuotas services = new ServiceQuotas(Limits.parse("rate=1"), Map.of());
    Quota stays = Objects.requireNonNull(services.of("default", "a", START));
    Quota goes = Objects.requireNonNull(services.of("default", "b", START));
    assertThat(goes.enter(START)).isNull();

    services.forget(Set.of("default/b", "default/c"));
    assertThat(services.size()).isEqualTo(1);
    assertThat(services.of("default", "a", START)).isSameAs(stays);
    Quota anew = Objects.requireNonNull(services.of("default", "b", START));
    assertThat(anew.enter(START)).as("what the one before used is not its").isNull();
  }
}
