# SPDX-License-Identifier: Apache-2.0
"""Measures the servers side by side and appends a line of JSON for all that it finds. Started by ../run."""
import argparse
import datetime
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time

import load
import messages
import plan
import processes
import servers

IDLE_SECONDS = 2
WARM_CONCURRENCY = 16
# of a peer's peak, in open load
PEAK_SHARE = 0.7


class Run:
    """A measurement in progress: its settings and the file of its raw lines."""

    def __init__(self, options, profile):
        self.options, self.profile = options, profile
        self.lab = os.environ["LAB"]
        self.models = {name: messages.Model(f"{self.lab}/models/{name}", name) for name in profile.models}
        self.facts = {name: servers.describe(name, self.lab) for name in servers.names()}
        self.done = finished(options.out)
        self.server_core, self.client_core = options.cores.split(",")

    def emit(self, line):
        with open(self.options.out, "a") as out:
            out.write(json.dumps(line) + "\n")

    def serves(self):
        """Models by server, of those that are here."""
        here = {name: facts["MODELS"].split() for name, facts in self.facts.items() if not facts["ABSENT"]}
        return {**here, **{name: list(self.profile.models) for name in plan.INPROCESS}}

    def units(self):
        return plan.units(self.profile, self.serves())

    def estimate(self, units):
        details = {name: (len(facts["PROTOCOLS"].split()), float(facts["WARM"])) for name, facts in self.facts.items()}
        return plan.estimate_seconds(self.profile, units, details)

    def execute(self):
        units = [unit for unit in self.units() if unit not in self.done]
        if not self.done:
            self.emit({"kind": "run", **header(self)})
        say(f"{self.options.out}: {len(self.done)} steps done, {len(units)} to do, about {self.estimate(units) / 60:.0f} minutes")
        for number, unit in enumerate(units):
            say(f"{time.strftime('%H:%M:%S')} {number + 1}/{len(units)} round {unit.round + 1}: {unit.model} on {unit.server}; {self.estimate(units[number:]) / 60:.0f} minutes left")
            try:
                self.measure(unit)
            except (RuntimeError, ValueError, OSError, subprocess.SubprocessError) as failure:
                say(f"  {unit.server}: {failure}")
                self.emit({"kind": "failure", **vars(unit), "reason": str(failure)[-500:]})
            self.emit({"kind": "done", **vars(unit)})

    def measure(self, unit):
        if unit.server in plan.INPROCESS:
            self.measure_inprocess(unit)
            return
        points = self.profile.models[unit.model]
        pairing = plan.PAIRINGS.get(unit.model)
        paired = pairing and pairing.points.get(unit.server) and self.profile.pairs
        tail = unit.model == plan.OPEN_LOAD and self.facts[unit.server]["KIND"] == "peer" and self.profile.tail_seconds
        if not points and not paired:
            return
        with self.server(unit.server, unit.model) as server:
            self.measure_server(unit, server, points)
            if paired:
                self.measure_pairs(unit, server, pairing)
            rate = self.measure_tail(unit, server) if tail else None
        if rate:
            self.measure_own_tail(unit, rate)

    def server(self, name, model):
        return servers.Server(name, self.models[model], self.lab, self.server_core, self.replies(model))

    def measure_server(self, unit, server, points):
        state = {"cold_seconds": server.cold_seconds, "cold_cpu_seconds": server.cold_cpu_seconds, "idle_pss_mib": processes.pss_mib(server.process.pid)}
        good = self.checked(unit, server)
        load.drain(server)
        cpu = server.cpu()
        time.sleep(IDLE_SECONDS)
        state["idle_cpu"] = round((server.cpu() - cpu) / IDLE_SECONDS, 4)
        for protocol in good if points else []:
            load.warm_up(server, protocol, WARM_CONCURRENCY, self.client_core, server.warm * self.profile.warm)
            for concurrency in points:
                seconds = self.profile.seconds * plan.patience(unit.model)
                point = load.measure(server, protocol, concurrency, self.client_core, seconds=seconds)
                self.emit({"kind": "load", **vars(unit), "protocol": protocol, "concurrency": concurrency, **point})
        state["loaded_pss_mib"] = processes.pss_mib(server.process.pid)
        self.emit({"kind": "server", **vars(unit), **state})

    def checked(self, unit, server):
        """The protocols whose answer is right; the others are kept as failures."""
        good = []
        for protocol in server.protocols:
            if protocol not in self.options.protocols:
                continue
            try:
                server.check(protocol)
                good.append(protocol)
            except Exception as failure:  # whatever a client library throws
                self.emit({"kind": "failure", **vars(unit), "protocol": protocol, "reason": f"{type(failure).__name__}: {failure}"[:500]})
        return good

    def measure_inprocess(self, unit):
        with servers.InProcess(unit.server.split("_")[1], self.models[unit.model], self.lab, self.server_core) as program:
            count = 1
            while program.run(count)[1] < 1:  # warm, and as many as fill a second
                count *= 2
            cpu, wall = program.run(count * max(1, round(self.profile.seconds)))
            self.emit({"kind": "inprocess", **vars(unit), "runs": count * max(1, round(self.profile.seconds)), "cpu_seconds": round(cpu, 3), "seconds": round(wall, 3)})

    def measure_pairs(self, unit, server, pairing):
        """The server and ONNX Runtime alone by turns, each with the core for itself."""
        requests = pairing.requests.get(unit.server)
        load_for = {"requests": requests} if requests else {"seconds": 1}
        with servers.InProcess("java", self.models[unit.model], self.lab, self.server_core) as program:
            program.run(pairing.runs)
            for protocol, concurrency in pairing.points[unit.server]:
                if protocol not in self.options.protocols:
                    continue
                if not self.profile.models[unit.model]:  # nothing has warmed it yet
                    load.warm_up(server, protocol, concurrency, self.client_core, plan.patience(unit.model) * server.warm * self.profile.warm)
                load.measure(server, protocol, concurrency, self.client_core, **load_for)
                for number in range(pairing.pairs(self.profile)):
                    steps = [
                        lambda: load.measure(server, protocol, concurrency, self.client_core, **load_for),
                        lambda: program.run(pairing.runs),
                    ]
                    order = (0, 1) if number % 2 == 0 else (1, 0)
                    results = {i: steps[i]() for i in order}
                    point, cpu = results[0], results[1][0]
                    line = {"concurrency": concurrency, "pair": number, "answers": point["answers"], "failed": point["failed"], "cpu_seconds": point["cpu_seconds"]}
                    self.emit({"kind": "pair", **vars(unit), "protocol": protocol, **line, "inprocess_runs": pairing.runs, "inprocess_cpu_seconds": round(cpu, 3)})

    def measure_tail(self, unit, server):
        """A peer at 70% of its peak, in open load; the rate."""
        peak = load.generate(server, self.client_core, self.profile.seconds, callers=WARM_CONCURRENCY)
        rate = max(1, round(PEAK_SHARE * peak["good_per_second"]))
        self.emit({"kind": "tail", **vars(unit), "of": unit.server, "rate": rate, **load.generate(server, self.client_core, self.profile.tail_seconds, rate=rate)})
        return rate

    def measure_own_tail(self, unit, rate):
        """Slipway at the same rate."""
        with self.server("slipway", unit.model) as server:
            load.generate(server, self.client_core, server.warm * self.profile.warm, callers=WARM_CONCURRENCY)
            point = load.generate(server, self.client_core, self.profile.tail_seconds, rate=rate)
            self.emit({"kind": "tail", **vars(unit), "of": "slipway", "rate": rate, **point})

    def replies(self, model):
        """The file with Slipway's answers, for the floor."""
        return f"{self.lab}/scratch/replies-{model}.json"

    def capture_replies(self):
        for model in self.profile.models:
            if not any(unit.model == model and self.facts.get(unit.server, {}).get("KIND") == "floor" for unit in self.units()):
                continue
            with self.server("slipway", model) as server, open(self.replies(model), "w") as out:
                out.write(messages.replies(*(server.ask(protocol) for protocol in ("json", "bin", "grpc"))))

    def check_only(self):
        """Starts every chosen server once with each of its models; true if all answers are right."""
        right = True
        for unit in plan.units(self.profile, self.serves()):
            if unit.round or unit.server in plan.INPROCESS:
                continue
            try:
                with self.server(unit.server, unit.model) as server:
                    for protocol in server.protocols:
                        try:
                            server.check(protocol)
                            say(f"{unit.server} {unit.model} {protocol}: right")
                        except Exception as failure:
                            right = False
                            say(f"{unit.server} {unit.model} {protocol}: {type(failure).__name__}: {str(failure)[:300]}")
            except (RuntimeError, OSError) as failure:
                right = False
                say(f"{unit.server} {unit.model}: {failure}")
        return right


def say(text):
    print(text, file=sys.stderr, flush=True)


def finished(path):
    """The units that a file of raw lines has."""
    if not os.path.exists(path):
        return set()
    with open(path) as lines:
        return {plan.Unit(x["round"], x["model"], x["server"]) for x in map(json.loads, lines) if x["kind"] == "done"}


def header(run):
    """When, where and what: the first line."""
    with open("/proc/cpuinfo") as file:
        cpu = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) // (1 << 20)
    present = {name: facts for name, facts in run.facts.items() if not facts["ABSENT"]}

    def tool(*command):
        if not shutil.which(command[0]):
            return ""
        return (subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines() or [""])[0]

    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "profile": run.options.profile,
        "machine": {"cpu": cpu, "cores": os.cpu_count(), "memory_gib": memory, "kernel": platform.release()},
        "slipway": os.environ.get("REVISION", ""),
        "java": os.environ.get("JDK", ""),
        "tools": {"h2load": tool("h2load", "--version"), "wrk": tool("wrk", "-v")},
        "models": {name: model.meta["note"] for name, model in run.models.items()},
        "servers": {name: {"title": f["TITLE"], "kind": f["KIND"], "versions": servers.versions(f, run.lab)} for name, f in present.items()},
        "absent": {name: {"title": f["TITLE"], "reason": f["ABSENT"]} for name, f in run.facts.items() if f["ABSENT"]},
    }


def options():
    parser = argparse.ArgumentParser(prog="load-tests/peers/run", description="Slipway and other model servers side by side, one core for the server and one for the load.")
    parser.add_argument("--quick", dest="profile", action="store_const", const="quick", default="targets", help="fewer rounds, servers and models: whether all of it works")
    parser.add_argument("--full", dest="profile", action="store_const", const="full", help="every server, every model")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float, help="of each point")
    parser.add_argument("--models", help="names with commas")
    parser.add_argument("--servers", help="names with commas; also inprocess_java and inprocess_python")
    parser.add_argument("--concurrency", help="numbers with commas, for every model")
    parser.add_argument("--protocols", default="json,bin,grpc")
    parser.add_argument("--cores", default="0,1", help="of the server and of the load (default: 0,1)")
    parser.add_argument("--out", help="raw lines; a file that is there is continued (default: below $LAB/results, by date and profile)")
    parser.add_argument("--check", action="store_true", help="only check the answers of every server")
    parser.add_argument("--self-check", action="store_true", help="only check this program")
    return parser.parse_args()


def changed(profile, given):
    """The profile with what the command line says otherwise."""
    models = {name: profile.models.get(name, [1, 16]) for name in (given.models.split(",") if given.models else profile.models)}
    if given.concurrency:
        models = {name: [int(c) for c in given.concurrency.split(",")] for name in models}
    return plan.Profile(
        rounds=given.rounds or profile.rounds,
        seconds=given.seconds or profile.seconds,
        models=models,
        servers=given.servers.split(",") if given.servers else profile.servers,
        pairs=profile.pairs,
        tail_seconds=profile.tail_seconds,
        warm=profile.warm,
        few=[] if given.servers else profile.few,
    )


def main():
    given = options()
    if given.self_check:
        for module in (plan, processes, messages, load):
            module.self_check()
        say("the runner's own checks passed")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped
    today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    given.out = os.path.abspath(given.out or f"{os.environ['LAB']}/results/{today}-{given.profile}.jsonl")
    os.makedirs(os.path.dirname(given.out), exist_ok=True)
    os.makedirs(f"{os.environ['LAB']}/scratch", exist_ok=True)
    given.protocols = given.protocols.split(",")
    run = Run(given, changed(plan.PROFILES[given.profile], given))
    run.capture_replies()
    if given.check:
        sys.exit(0 if run.check_only() else 1)
    run.execute()
    print(given.out)


if __name__ == "__main__":
    main()
