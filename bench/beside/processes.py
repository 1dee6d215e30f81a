"""What processes cost, read from /proc: their CPU time, their memory, and what everybody else took."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def stat(pid):
    """The fields of /proc/PID/stat after the name, or None if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None


def family(pids):
    """The processes and all their descendants."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := stat(entry)):
            parents.setdefault(int(fields[1]), []).append(int(entry))
    found, waiting = [], list(pids)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def cpu_seconds(pids):
    """User and system time of processes and descendants, those that ended meanwhile included.

    In steps of a tick (10 ms): to be read over seconds.
    """
    return sum(sum(map(int, fields[11:15])) for pid in family(pids) if (fields := stat(pid))) / TICK


def everybodys_cpu_seconds():
    """CPU time spent on the whole machine, for anybody."""
    user, nice, system, _, _, irq, softirq, *_ = Path("/proc/stat").read_text().split("\n")[0].split()[1:]
    return sum(map(int, (user, nice, system, irq, softirq))) / TICK


def _kib(path, key):
    try:
        for line in Path(path).read_text().split("\n"):
            if line.startswith(key + ":"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def memory_mib(pids):
    """Resident memory now and at most, of processes and descendants."""
    found = family(pids)
    now = sum(_kib(f"/proc/{pid}/status", "VmRSS") for pid in found)
    most = sum(_kib(f"/proc/{pid}/status", "VmHWM") for pid in found)
    return {"resident": round(now / 1024, 1), "peak": round(most / 1024, 1)}


def shared_memory_mib(pids):
    """Memory in proportion (PSS): what several processes share is counted once. For PostgreSQL."""
    found = family(pids)
    return {"proportional": round(sum(_kib(f"/proc/{pid}/smaps_rollup", "Pss") for pid in found) / 1024, 1)}


def shared_in_use_mib():
    """Shared memory that the whole machine uses: what a database has taken, by the difference."""
    return _kib("/proc/meminfo", "Shmem") / 1024


def private_memory_mib(pids):
    """Memory that processes and descendants have to themselves."""
    files = [f"/proc/{pid}/smaps_rollup" for pid in family(pids)]
    return sum(_kib(file, key) for file in files for key in ("Private_Clean", "Private_Dirty")) / 1024
