"""The results as Markdown: how the others compare with ours, then all figures of each kind of question."""

import questions


def markdown(results):
    """From the JSON of measure.py. What was not measured is said, not left out."""
    machine, asked, found = results["machine"], results["asked"], results["candidates"]
    measured = {name: told for name, told in found.items() if "kinds" in told}
    lines = [
        f"{asked['actors']:,} actors, {questions.EACH} questions of each kind, {results['options']['seconds']:g} s a load. "
        f"{machine['cpu']}, {machine['memory_gib']} GiB, Linux {machine['kernel']}, load at the start {machine['load_average_at_start']:.2f}. "
        + "; ".join(machine["versions"]) + ".",
        "",
        "Server CPU per request, under load (PostgreSQL's included), and how many times ours:",
        "",
        "| | " + " | ".join(measured) + " |",
        "|---|" + "---|" * len(measured),
    ]
    lines += [compared(kind, measured) for kind in asked["hits"]]
    lines += ["", "| | memory, peak | ready after |", "|---|---|---|"]
    lines += [f"| `{name}` | {memory(told)} | {ready(told)} |" for name, told in measured.items()]
    for kind, hits in asked["hits"].items():
        lines += ["", f"**{kind}**: {questions.KINDS[kind]}; {min(hits):,} to {max(hits):,} match.", "", *figures(kind, measured)]
    lines += [""] + [f"* **{name}**: {told['says']}." for name, told in measured.items()]
    skipped = [f"* {name}: {told['skipped']}" for name, told in found.items() if "skipped" in told]
    each = [(name, kind, one) for name, told in measured.items() for kind, one in told["kinds"].items()]
    skipped += [f"* {name}, {kind}: {told['not_available']}" for name, kind, told in each if "not_available" in told]
    if skipped:
        lines += ["", "Not available:"] + skipped
    wrong = [wrongs(*one) for one in each if one[2].get("wrong_first")]
    if wrong:
        lines += ["", "Not the true answer:"] + wrong
    return "\n".join(lines) + "\n"


def cpu(told, kind):
    """Of a request under load, in microseconds; none if it was not measured."""
    found = told["kinds"].get(kind, {})
    return found["loads"][-1]["cpu_us_per_request"] if "loads" in found else None


def compared(kind, measured):
    ours = cpu(measured["maillage"], kind) if "maillage" in measured else None
    cells = []
    for told in measured.values():
        spent = cpu(told, kind)
        if spent is None:
            cells.append("not available")
        elif ours and told is not measured.get("maillage"):
            cells.append(f"{microseconds(spent)} (×{ratio(spent / ours)})")
        else:
            cells.append(microseconds(spent))
    return f"| {kind} | " + " | ".join(cells) + " |"


def figures(kind, measured):
    lines = [
        "| | requests/s | connections | p50, 1 conn. | p99, 1 | p50, load | p99, load | CPU/request, 1 | CPU/request, load "
        "| bytes, mean | true answers | errors | others' CPU |",
        "|---|" + "---|" * 12,
    ]
    for name, told in measured.items():
        found = told["kinds"].get(kind)
        if found is None or "not_available" in found:
            lines.append(f"| `{name}` | not available |" + " |" * 11)
            continue
        one, many = found["loads"]
        cells = [
            f"`{name}`",
            f"{many['requests_per_second']:,.0f}" if many["requests_per_second"] >= 10 else f"{many['requests_per_second']:.1f}",
            str(many["connections"]),
            *(milliseconds(load[rank]) for load in (one, many) for rank in ("p50_ms", "p99_ms")),
            *(microseconds(load["cpu_us_per_request"]) for load in (one, many)),
            f"{found['bytes']['mean']:,.0f}",
            f"{found['right']} of {found['looked']}",
            str(one["errors"] + many["errors"]),
            f"{max(one['other_processes_cores'], many['other_processes_cores']):.0%}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def wrongs(name, kind, told):
    return f"* {name}, {kind}: {told['looked'] - told['right']} of {told['looked']}, as in: {'; '.join(told['wrong_first'])}"


def memory(told):
    found = told.get("memory_mib", {})
    parts = [f"{found['peak']:,.0f} MiB"] if "peak" in found else []
    parts += [f"PostgreSQL {found['postgresql']:,.0f} MiB"] if "postgresql" in found else []
    return " + ".join(parts)


def ready(told):
    return f"{told['ready_s']:.1f} s" if "ready_s" in told else ""


def ratio(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def milliseconds(value):
    return f"{value:,.0f} ms" if value >= 10 else f"{value:.2f} ms"


def microseconds(value):
    return f"{value:,.0f} µs" if value < 10_000 else f"{value / 1000:,.1f} ms"
