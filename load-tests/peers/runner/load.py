# SPDX-License-Identifier: Apache-2.0
"""Load on one server by h2load (or wrk) from another core, and what it cost the server."""
import json
import os
import re
import resource
import subprocess
import time

# a warm-up ends when no load has this many times the answers per CPU second of those before
QUICKER = 1.05


def drain(server, limit=20):
    """Waits until the server has worked off what the last point left: requests cut off are computed nevertheless."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        before = server.cpu()
        time.sleep(0.25)
        if server.cpu() - before < 0.05:
            return


def warm_up(server, protocol, concurrency, core, cpu_seconds):
    """Load until the server has used so much CPU and does not get quicker any more; for six times as long at most."""
    end, used, best = time.monotonic() + 6 * cpu_seconds, 0.0, 0.0
    while time.monotonic() < end:
        point = measure(server, protocol, concurrency, core, seconds=max(1, cpu_seconds / 4))
        used += point["cpu_seconds"]
        rate = point["answers"] / max(point["cpu_seconds"], 0.01)
        if used >= cpu_seconds and rate <= QUICKER * best:
            return
        best = max(best, rate)


def measure(server, protocol, concurrency, core, seconds=None, requests=None):
    """A point: for so many seconds, or exactly so many requests. One connection for each concurrent request."""
    drain(server)
    body, headers = server.model.request(protocol)
    file = f"{server.work}/body.{protocol}"
    with open(file, "wb") as out:
        out.write(body)
    port, path = server.target(protocol)
    url = f"http://127.0.0.1:{port}{path}"
    point = with_cost(server, lambda: h2load(server.work, file, url, headers, protocol, concurrency, core, seconds, requests))
    if protocol == "grpc":
        point = without_failed_calls(point, server.message_bytes)
    if point["answers"] == 0 and protocol == "json" and seconds:
        # h2load does not take a status line without a reason, as TorchServe sends it
        point = with_cost(server, lambda: wrk(server.work, file, url, headers, concurrency, core, seconds))
    return point


def with_cost(server, load):
    """Runs the load and adds what the server and the client used meanwhile."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu, wall = server.cpu(), time.monotonic()
    point = load()
    cpu, wall = server.cpu() - cpu, time.monotonic() - wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    client = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    point |= {"cpu_seconds": round(cpu, 3), "seconds": round(wall, 3), "server_busy": round(cpu / wall, 3), "client_busy": round(client / wall, 3)}
    return point | {"load_average": os.getloadavg()[0]}


def h2load(work, file, url, headers, protocol, concurrency, core, seconds, requests):
    log = f"{work}/h2load.log"
    if os.path.exists(log):
        os.unlink(log)
    command = ["taskset", "-c", core, "h2load", "-c", str(concurrency), "-m", "1", "-t", "1", "-d", file, "--log-file", log, "-w", "24", "-W", "24"]
    command += ["-n", str(requests)] if requests else ["-D", f"{round(seconds * 1000)}ms"]
    command += [] if protocol == "grpc" else ["--h1"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    out = subprocess.run([*command, url], capture_output=True, text=True, timeout=(seconds or requests) + 90, check=False)
    if out.returncode != 0:
        raise RuntimeError(f"h2load: {out.stderr[-300:]}")
    with open(log) as lines:
        good, bad = parse_log(lines)
    cut_off, body_bytes = parse_summary(out.stdout)
    return {"tool": "h2load", "answers": len(good), "failed": bad, "cut_off": cut_off, "body_bytes": body_bytes, **percentiles(good)}


def parse_summary(text):
    """Requests that the end of the load cut off, and bytes of all bodies."""
    return int(re.search(r"(\d+) errored", text).group(1)), int(re.search(r"\((\d+)\) data", text).group(1))


def without_failed_calls(point, message_bytes):
    """A call that fails has status 200, too, and h2load does not read grpc-status; but a failed call has no message."""
    complete = min(point["answers"], round(point["body_bytes"] / message_bytes))
    return point | {"answers": complete, "failed": point["failed"] + point["answers"] - complete}


def parse_log(lines):
    """Microseconds of the answers with status 200, sorted, and how many had another."""
    good, bad = [], 0
    for line in lines:
        _, status, micros = line.split("\t")[:3]
        if status == "200":
            good.append(int(micros))
        else:
            bad += 1
    return sorted(good), bad


def percentiles(micros):
    """In milliseconds, of sorted values."""
    if not micros:
        return {}
    return {name: micros[min(len(micros) - 1, int(len(micros) * share))] / 1000 for name, share in (("p50_ms", 0.5), ("p99_ms", 0.99), ("p999_ms", 0.999))}


def wrk(work, file, url, headers, concurrency, core, seconds):
    script = f"{work}/wrk.lua"
    with open(script, "w") as out:
        out.write(f'local f = io.open("{file}", "rb"); wrk.body = f:read("*a"); f:close(); wrk.method = "POST"\n')
        out.writelines(f'wrk.headers["{name}"] = "{value}"\n' for name, value in headers.items())
        out.write(
            "done = function(summary, latency) local e = summary.errors\n"
            'print("DONE", summary.requests, e.status + e.read + e.timeout, latency:percentile(50), latency:percentile(99), latency:percentile(99.9)) end\n'
        )
    command = ["taskset", "-c", core, "wrk", "-t1", f"-c{concurrency}", f"-d{max(1, round(seconds))}s", "--timeout", "60s", "-s", script, url]
    out = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 90, check=True).stdout
    total, bad, *latencies = [float(x) for x in next(line for line in out.splitlines() if line.startswith("DONE")).split()[1:]]
    return {"tool": "wrk", "answers": int(total - bad), "failed": int(bad), "cut_off": 0, **dict(zip(("p50_ms", "p99_ms", "p999_ms"), (x / 1000 for x in latencies)))}


def generate(server, core, seconds, rate=None, callers=None):
    """Our own generator with v2 JSON: open load at a rate, times from the intended moment of sending; or closed load by callers."""
    drain(server)
    body, headers = server.model.request("json")
    file = f"{server.work}/body.json"
    with open(file, "wb") as out:
        out.write(body)
    port, path = server.target("json")
    command = ["taskset", "-c", core, f"{os.environ['JAVA_HOME']}/bin/java", *os.environ["JVM_OPTIONS"].split(), "-cp", os.environ["CLASS_PATH"]]
    command += ["io.slipway.loadtests.load.GeneratorProgram", "--address", f"127.0.0.1:{port}", "--protocol", "http", "--path", path, "--body", file]
    command += ["--header", f"content-type: {headers['content-type']}", "--seconds", str(max(1, round(seconds)))]
    command += ["--rate", str(rate)] if rate else ["--callers", str(callers)]
    out = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    if out.returncode != 0:
        raise RuntimeError(f"generator: {out.stderr[-300:]}")
    return parse_generated(json.loads(out.stdout))


def parse_generated(document):
    latency = document["latency_us"]
    return {
        "good_per_second": round(document["good_per_s"], 1),
        "p50_ms": latency["p50"] / 1000,
        "p99_ms": latency["p99"] / 1000,
        "p999_ms": latency["p99.9"] / 1000,
        "generator_busy": document["generator_core"],
    }


def self_check():
    good, bad = parse_log(["1\t200\t30\n", "2\t200\t10\n", "3\t503\t1\n"])
    assert (good, bad) == ([10, 30], 1)
    assert percentiles(list(range(1000, 2000)))["p99_ms"] == 1.99
    assert percentiles([]) == {}
    generated = {"good_per_s": 10, "latency_us": {"p50": 1000, "p99": 2000, "p99.9": 3000}, "generator_core": 0.5}
    assert parse_generated(generated) == {"good_per_second": 10, "p50_ms": 1, "p99_ms": 2, "p999_ms": 3, "generator_busy": 0.5}
    summary = "requests: 9 total, 9 started, 8 done, 8 succeeded, 1 failed, 1 errored, 0 timeout\ntraffic: 1.2KB (1234) total, 120B (120) headers (space savings 5%), 1.0KB (1000) data\n"
    assert parse_summary(summary) == (1, 1000)
    assert without_failed_calls({"answers": 10, "failed": 1, "body_bytes": 805}, 100) == {"answers": 8, "failed": 3, "body_bytes": 805}
