# SPDX-License-Identifier: Apache-2.0
"""CPU time and memory of a process with all its children, from /proc."""
import os

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def family(leader):
    """CPU seconds by process id: the group and the session of `leader`, and children that made their own."""
    processes = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = parse_stat(file.read())
        except OSError:  # ended meanwhile
            continue
        processes[int(name)] = fields
    members = {pid for pid, (_, group, session, _) in processes.items() if leader in (group, session)}
    while True:
        more = {pid for pid, (parent, *_) in processes.items() if parent in members} - members
        if not more:
            return {pid: processes[pid][3] for pid in members}
        members |= more


def parse_stat(text):
    """Parent, group, session, and CPU seconds with those of children that have been waited for."""
    fields = text.rsplit(")", 1)[1].split()
    return int(fields[1]), int(fields[2]), int(fields[3]), sum(map(int, fields[11:15])) / TICKS_PER_SECOND


def cpu_seconds(leader):
    return sum(family(leader).values())


def pss_mib(leader):
    """Memory, with what is shared divided among those who share it."""
    kib = 0
    for pid in family(leader):
        try:
            with open(f"/proc/{pid}/smaps_rollup") as file:
                kib += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except OSError:
            continue
    return round(kib / 1024, 1)


def self_check():
    fields = ["S", "7", "8", "9"] + ["0"] * 7 + ["100", "50", "30", "20"] + ["0"] * 5
    assert parse_stat("1 (a b) c) " + " ".join(fields)) == (7, 8, 9, 200 / TICKS_PER_SECOND)
    assert cpu_seconds(os.getsid(0)) > 0 and pss_mib(os.getsid(0)) > 0
