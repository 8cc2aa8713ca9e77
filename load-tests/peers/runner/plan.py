# SPDX-License-Identifier: Apache-2.0
"""What is measured, in which order. Pure."""
from dataclasses import dataclass, field

PEERS = ["triton", "kserve", "mlserver", "mlserver_sklearn", "pytriton", "litserve", "bentoml", "ray", "torchserve"]
FLOORS = ["floor_epoll", "floor_io_uring", "floor_nio"]
INPROCESS = ["inprocess_java", "inprocess_python"]
OURS = ["slipway", "slipway_batching"]


@dataclass(frozen=True)
class Profile:
    """models: the concurrencies of each; pairs: alternations of server and in-process runs in a round, 0 for none;
    tail_seconds: of open load on each peer and at the same rate on Slipway, 0 for none."""

    rounds: int
    seconds: float
    models: dict
    servers: list
    pairs: int
    tail_seconds: float
    warm: float = 1.0  # factor of each server's own warm-up
    few: list = field(default_factory=list)  # the peers of compute-bound models


PROFILES = {
    # Everything works and the figures are plausible; not for the documents.
    "quick": Profile(2, 1, {"iris": [16], "mlp": [64], "resnet50": []}, [*OURS, "floor_epoll", "inprocess_java", "triton", "kserve"], 2, 2, warm=0.5),
    # What the targets need.
    "targets": Profile(5, 2, {"iris": [1, 16, 64], "mlp": [1, 16, 64], "resnet50": []}, [*OURS, *FLOORS, *INPROCESS, "triton", "kserve", "mlserver"], 10, 5),
    # Everything.
    "full": Profile(
        5,
        2,
        {"iris": [1, 16, 64, 256], "mlp": [1, 16, 64, 256], "resnet50": [1, 16], "textenc": [1, 16], "identity": [1, 16]},
        [*OURS, *FLOORS, *INPROCESS, *PEERS],
        10,
        5,
        few=["triton", "kserve", "mlserver"],
    ),
}
COMPUTE_BOUND = ["resnet50", "textenc", "identity"]


def patience(model):
    """How many times as long a slow model is loaded: its requests are few, and a JVM compiles by their number."""
    return 3 if model in COMPUTE_BOUND else 1


@dataclass(frozen=True)
class Pairing:
    """What takes turns with ONNX Runtime alone on a model. points: protocol and concurrency, by server; part: of the profile's pairs;
    requests: of the server in a pair, None for a second's; runs: of ONNX Runtime in one."""

    points: dict
    part: float
    requests: dict
    runs: int

    def pairs(self, profile):
        return round(profile.pairs * self.part)


# ten pairs of ResNet make at least 300 requests; a pair of the perceptron takes about two seconds
PAIRINGS = {
    "resnet50": Pairing({"slipway": [("bin", 1)], "slipway_batching": [("bin", 16)]}, 1, {"slipway": 30, "slipway_batching": 48}, 30),
    "mlp": Pairing(
        {"slipway": [(protocol, c) for protocol in ("json", "bin", "grpc") for c in (1, 16, 64)], "slipway_batching": [(protocol, 64) for protocol in ("json", "bin", "grpc")]},
        0.2,
        {},
        5000,
    ),
}
OPEN_LOAD = "iris"


@dataclass(frozen=True)
class Unit:
    """One server on one model in one round; what a run that was cut off goes on behind."""

    round: int
    model: str
    server: str


def servers_of(profile, model, serves):
    """serves: model names of each server, by server."""
    chosen = [s for s in profile.servers if model in serves.get(s, [])]
    if profile.few and model in COMPUTE_BOUND:
        chosen = [s for s in chosen if s not in PEERS or s in profile.few]
    return chosen


def units(profile, serves):
    """Round by round, so that servers take turns; every second round the other way around."""
    ordered = []
    for number in range(profile.rounds):
        for model in profile.models:
            servers = servers_of(profile, model, serves)
            ordered += [Unit(number, model, s) for s in (servers if number % 2 == 0 else servers[::-1])]
    return ordered


def estimate_seconds(profile, units, details):
    """details: (protocols, warm seconds) of each server."""
    total = 0.0
    for unit in units:
        if unit.server in INPROCESS:
            total += 4 + profile.seconds
            continue
        protocols, warm = details[unit.server]
        compute = patience(unit.model)
        points = len(profile.models[unit.model])
        total += 7 + protocols * (warm * profile.warm + points * (profile.seconds * compute + 1)) if points else 0
        if unit.model == OPEN_LOAD and unit.server in PEERS and profile.tail_seconds:
            total += 20 + 2 * profile.tail_seconds + profile.seconds
        pairing = PAIRINGS.get(unit.model)
        if pairing and profile.pairs:
            warm_first = 0 if points else compute * warm * profile.warm
            total += len(pairing.points.get(unit.server, [])) * (warm_first + pairing.pairs(profile) * 5)
    return total


def self_check():
    profile = Profile(2, 1, {"a": [1], "resnet50": [1]}, ["slipway", "triton", "ray"], 0, 0, few=["triton"])
    serves = {"slipway": ["a", "resnet50"], "triton": ["a", "resnet50"], "ray": ["a", "resnet50"]}
    order = [(u.round, u.model, u.server) for u in units(profile, serves)]
    assert order == [
        (0, "a", "slipway"), (0, "a", "triton"), (0, "a", "ray"), (0, "resnet50", "slipway"), (0, "resnet50", "triton"),
        (1, "a", "ray"), (1, "a", "triton"), (1, "a", "slipway"), (1, "resnet50", "triton"), (1, "resnet50", "slipway"),
    ], order
    details = {name: (1, 1) for name in serves}
    assert estimate_seconds(profile, units(profile, serves), details) == 6 * 10 + 4 * 12
