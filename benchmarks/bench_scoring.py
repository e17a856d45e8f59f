"""Measure the scoring budgets: median time and peak memory of each job, each run in a process of its own.

Run with ``python benchmarks/bench_scoring.py [runs]``; prints a Markdown table for docs/. Times are those
of one machine and no promise about another, which is why no test checks them.
"""

from __future__ import annotations

import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from domain import COMPETENCIES  # noqa: E402
from scoring.formats.scheme import scheme_from_form  # noqa: E402
from scoring.scores.pool import Pool  # noqa: E402
from scoring.scores.scores import score_pool  # noqa: E402

FORMATS = ["best_worst"] * 10 + ["rate_each"] * 8 + ["mcq"] * 4 + ["rank"] * 2 + ["multi_select"] * 2
"""26 items of five options, in the proportions of the bank."""


class Seconds(NamedTuple):
    """Time on the clock and time on the processor, which differ on a machine that does other work."""

    wall: float
    cpu: float


class Job(NamedTuple):
    """One line of the table."""

    name: str
    budget_s: float
    budget_mb: int
    run: Callable[[Path], Seconds]
    """Does the work with files in a folder and returns the seconds that count."""


def a_form() -> dict:
    rng = Random(26)
    items = []
    for number, name in enumerate(FORMATS, start=1):
        key = dict(zip("ABCDE", rng.sample([1, 2, 3, 4, 5], 5), strict=True))
        measured = [COMPETENCIES[number % 10], *rng.sample(COMPETENCIES, 2)]
        items.append(
            {"id": f"S{number:02}", "format": name, "key": key, "loadings": dict.fromkeys(measured, 0.4)}
        )
    return {"items": items}


def write_answers(folder: Path, n_lines: int) -> None:
    from scoring.formats.formats import FORMATS as RULES

    form, rng = a_form(), Random(1)
    (folder / "form.json").write_text(json.dumps(form))
    # A thousand people, repeated under other names: drawing a million answers would take longer than scoring.
    drawn = [
        [
            json.dumps(RULES[item["format"]].simulate(item["key"], ability, rng), separators=(",", ":"))
            for item in form["items"]
        ]
        for ability in (rng.gauss(0, 1) for _ in range(1000))
    ]
    ids = [item["id"] for item in form["items"]]
    with (folder / "answers.jsonl").open("w") as file:
        for line in range(n_lines):
            person, item = divmod(line, len(ids))
            answer = drawn[person % 1000][item]
            file.write(f'{{"candidate":"c{person:06}","item":"{ids[item]}","answer":{answer}}}\n')


def write_scores(folder: Path, n: int) -> None:
    rng = np.random.default_rng(2)
    true, sem = rng.normal(0.6, 0.15, n), rng.uniform(0.07, 0.12, n)
    x = (true + sem * rng.standard_normal(n)).round(9)
    with (folder / "scores.csv").open("w") as file:
        file.write("candidate,composite,sem\n")
        rows = zip(x.tolist(), sem.round(9).tolist(), strict=True)
        file.writelines(f"c{i:06},{composite},{error}\n" for i, (composite, error) in enumerate(rows))


def score_arrays(folder: Path) -> Seconds:
    rng = np.random.default_rng(3)
    points = rng.normal(0.5, 0.3, (100_000, len(FORMATS)))
    points[rng.random(points.shape) < 0.01] = np.nan
    scheme = scheme_from_form(a_form())
    start, cpu = time.perf_counter(), time.process_time()
    score_pool(Pool(points), scheme)
    return Seconds(time.perf_counter() - start, time.process_time() - cpu)


def a_conversation(name: str, rng: Random) -> dict:
    """Six posts of four choices; each choice leads one or two posts on."""
    choices = {f"A{at}": [f"A{at}{letter}" for letter in "abcd"] for at in range(1, 7)}
    ways = {
        choice: f"A{at + step}" if at + (step := rng.choice([1, 2])) <= 6 else "END"
        for at in range(1, 7)
        for choice in choices[f"A{at}"]
    }
    keys = {
        choice: key for offered in choices.values() for choice, key in zip(offered, (1, 2, 3, 5), strict=True)
    }
    nodes = [
        {"id": node, "choices": [{"id": choice} for choice in offered]} for node, offered in choices.items()
    ]
    return {"id": name, "format": "conversation", "key": keys, "next": ways, "nodes": nodes}


def a_triage(rng: Random) -> dict:
    """Twelve messages, five of priority 1, two of which appear later."""
    actions = ["reply_now", "reply_later", "escalate", "hide", "ignore", "thank"]
    contacts = ["sales", "press", "safety", "after_sales", "dpo"]
    key, messages = {}, []
    for at in range(1, 13):
        right, fair, *harmful = rng.sample(actions, 4)
        priority = 1 if at <= 5 else rng.randint(2, 4)
        contact = rng.choice(contacts)
        key[f"M{at}"] = {
            "right": [right], "fair": [fair], "harmful": harmful, "priority": priority, "contact": contact,
        }  # fmt: skip
        messages.append({"id": f"M{at}", "arrives": {"minute": 5, "handled": 5} if at in (5, 12) else None})
    listed = [{"id": contact} for contact in contacts]
    return {"id": "S24", "format": "triage", "key": key, "messages": messages, "contacts": listed}


def a_prompt(name: str) -> dict:
    samples = [
        {"id": f"{name}.{mark}", "text": f"A reply worth {mark}.", "marks": dict.fromkeys("EATCN", mark)}
        for mark in range(5)
    ]
    key = dict.fromkeys("EATCN", 1)
    return {"id": name, "format": "open_reply", "key": key, "max_words": 80, "samples": samples}


def work_samples_form() -> dict:
    """Two conversations, an inbox and five prompts that measure all competencies."""
    rng = Random(24)
    items = [a_conversation("S22", rng), a_conversation("S23", rng), a_triage(rng)]
    items += [a_prompt(f"O{at}") for at in range(1, 6)]
    for at, item in enumerate(items):
        measured = [COMPETENCIES[at % 10], COMPETENCIES[(at + 8) % 10], *rng.sample(COMPETENCIES, 2)]
        item["loadings"] = dict.fromkeys(measured, 0.4)
    return {"items": items}


def score_work_samples(folder: Path) -> Seconds:
    from scoring.formats.formats import FORMATS as RULES
    from scoring.formats.formats import person_points
    from scoring.formats.open_reply import MarkedReply, simulate_marks
    from scoring.scores.pool import pool_of
    from scoring.scores.scores import score_pool

    scheme, rng = scheme_from_form(work_samples_form()), Random(5)

    def answered(item, ability: float):
        answer = RULES[item.format].simulate(item.key, ability, rng)
        marked = RULES[item.format].is_marked
        return MarkedReply(answer, simulate_marks(item.key, answer, rng)) if marked else answer

    people = [
        {item.id: answered(item, ability) for item in scheme.items}
        for ability in (rng.gauss(0, 1) for _ in range(10_000))
    ]
    start, cpu = time.perf_counter(), time.process_time()
    keys = scheme.keys_by_format()
    score_pool(pool_of([person_points(keys, person) for person in people], scheme), scheme)
    return Seconds(time.perf_counter() - start, time.process_time() - cpu)


def shell(*arguments: str) -> Seconds:
    """Run one command; its process is the only child, so the children's time is its own."""
    start = time.perf_counter()
    subprocess.run([sys.executable, str(ROOT / "cli.py"), *arguments], check=True, capture_output=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Seconds(time.perf_counter() - start, used.ru_utime + used.ru_stime)


def rank(folder: Path, n: int) -> Seconds:
    write_scores(folder, n)
    return shell("rank", f"{folder}/scores.csv", "--places", str(n // 20), "--out", f"{folder}/ranks.csv")


def rank_arrays(n: int) -> Seconds:
    from scoring.ranking.standing import rank_candidates

    rng = np.random.default_rng(2)
    composite, sem = rng.normal(0.6, 0.15, n), rng.uniform(0.07, 0.12, n)
    names = [f"c{at:06}" for at in range(n)]
    start, cpu = time.perf_counter(), time.process_time()
    rank_candidates(names, composite, sem, places=n // 20)
    return Seconds(time.perf_counter() - start, time.process_time() - cpu)


def score_file(folder: Path) -> Seconds:
    write_answers(folder, 1_000_000)
    return shell("score", f"{folder}/form.json", f"{folder}/answers.jsonl", "--out", f"{folder}/scores.csv")


JOBS = [
    Job("100,000 x 26 points to composite and error", 1, 500, score_arrays),
    Job("ranks of 2,000 candidates", 1.5, 1000, lambda _: rank_arrays(2_000)),
    Job("ranks of 100,000 candidates", 5, 1000, lambda _: rank_arrays(100_000)),
    Job("rank 2,000 candidates, file to file", 2, 1000, lambda folder: rank(folder, 2_000)),
    Job("rank 100,000 candidates, file to file", 6, 1000, lambda folder: rank(folder, 100_000)),
    Job("1,000,000 answers, answers.jsonl to scores.csv", 12, 1000, score_file),
    Job(
        "10,000 people: 5 replies marked twice, 2 conversations, 1 inbox, to composite and error",
        3,
        500,
        score_work_samples,
    ),
]


def measured(number: int) -> tuple[float, ...]:
    command = [sys.executable, __file__, "--job", str(number)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return tuple(float(number) for number in printed.split())


def run_job(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        seconds = JOBS[number].run(Path(folder))
    # A job from the shell runs in a child, the others here.
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    kilobytes = kilobytes or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(*seconds, kilobytes / 1024)


def main(runs: int) -> None:
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}, {runs} runs\n")
    print("| Job | median s | median CPU s | budget s | peak MB | budget MB |\n|---|---|---|---|---|---|")
    for number, job in enumerate(JOBS):
        wall, cpu, megabytes = zip(*(measured(number) for _ in range(runs)), strict=True)
        times = f"{statistics.median(wall):.2f} | {statistics.median(cpu):.2f} | {job.budget_s}"
        print(f"| {job.name} | {times} | {max(megabytes):.0f} | {job.budget_mb} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        run_job(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
