# SPDX-License-Identifier: Apache-2.0
"""Load on one server by h2load (or wrk) from another core, and what it cost the server."""
import os
import re
import resource
import subprocess
import time


def drain(server, limit=20):
    """Waits until the server has worked off what the last point left: requests cut off are computed nevertheless."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        before = server.cpu()
        time.sleep(0.25)
        if server.cpu() - before < 0.05:
            return


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
    command += ["-n", str(requests)] if requests else ["-D", str(seconds)]
    command += [] if protocol == "grpc" else ["--h1"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    out = subprocess.run([*command, url], capture_output=True, text=True, timeout=(seconds or requests) + 90, check=False)
    if out.returncode != 0:
        raise RuntimeError(f"h2load: {out.stderr[-300:]}")
    with open(log) as lines:
        good, bad = parse_log(lines)
    errored = re.search(r"(\d+) errored", out.stdout)
    return {"tool": "h2load", "answers": len(good), "failed": bad, "cut_off": int(errored.group(1)) if errored else 0, **percentiles(good)}


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


def self_check():
    good, bad = parse_log(["1\t200\t30\n", "2\t200\t10\n", "3\t503\t1\n"])
    assert (good, bad) == ([10, 30], 1)
    assert percentiles(list(range(1000, 2000)))["p99_ms"] == 1.99
    assert percentiles([]) == {}
