"""The results as one Markdown table."""


def markdown(results):
    """From the JSON of measure.py. What was not measured is said, not left out."""
    machine, listed = results["machine"], results["list"]
    lines = [
        f"{listed['actors']:,} actors, {len(listed['tiles'])} tiles of zooms 5 to 14, {results['options']['cells']} × "
        f"{results['options']['cells']} cells a tile. {machine['cpu']}, {machine['memory_gib']} GiB, Linux {machine['kernel']}. "
        + "; ".join(machine["versions"]) + ".",
        "",
        "| | requests/s | p50, 1 conn. | p99, 1 | p50, 64 | p99, 64 | CPU/request, 1 | CPU/request, 64 | bytes, mean | bytes, most "
        "| first z5 | memory, peak | tiles with exact counts | errors | others' CPU |",
        "|---|" + "---|" * 14,
    ]
    skipped = []
    for name, found in results["candidates"].items():
        if "skipped" in found:
            skipped.append(f"{name}: {found['skipped']}")
        elif "loads" in found:
            lines.append(row(name, found, len(listed["tiles"])))
        else:
            lines.append(in_memory(name, found))
    lines += [""] + [f"* **{name}**: {found['says']}" for name, found in results["candidates"].items() if "says" in found]
    if skipped:
        lines += ["", "Not measured:"] + [f"* {why}" for why in skipped]
    return "\n".join(lines) + "\n"


def row(name, found, tiles):
    one, many = found["loads"]
    memory = f"{found['memory_mib']['peak']:,.0f} MiB"
    if "postgresql" in found["memory_mib"]:
        memory += f" + {found['memory_mib']['postgresql']:,.0f}"
    exact = f"{found['exact_tiles']} of {tiles}" if "exact_tiles" in found else ""
    first = found["first_ms_by_zoom"].get("5")
    cells = [
        f"`{name}`",
        f"{many['requests_per_second']:,.0f}",
        milliseconds(one["p50_ms"]),
        milliseconds(one["p99_ms"]),
        milliseconds(many["p50_ms"]),
        milliseconds(many["p99_ms"]),
        microseconds(one["cpu_us_per_request"]),
        microseconds(many["cpu_us_per_request"]),
        f"{found['bytes']['mean']:,.0f}",
        f"{found['bytes']['most']:,}",
        milliseconds(first) if first else "",
        memory,
        exact,
        str(one["errors"] + many["errors"]),
        f"{max(one['other_processes_cores'], many['other_processes_cores']):.0%}",
    ]
    return "| " + " | ".join(cells) + " |"


def in_memory(name, found):
    figures = f"| `{name}` | {1e6 / found['cpu_us_per_tile']:,.0f} | {milliseconds(found['p50_ms'])} | {milliseconds(found['p99_ms'])} | | | "
    return figures + f"{microseconds(found['cpu_us_per_tile'])} | | | | | {found['peak_mib']:,.0f} MiB | | | |"


def milliseconds(value):
    return f"{value:,.0f} ms" if value >= 10 else f"{value:.2f} ms"


def microseconds(value):
    return f"{value:,.0f} µs" if value < 10_000 else f"{value / 1000:,.1f} ms"
