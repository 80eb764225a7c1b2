"""What an account had at two moments, and what differs, out of an export of its events (ndjson) and nothing else.

inventory_diff.py EVENTS CONNECTION FROM TO NOISE: prints a list of [kind, external id, change, field, before, now]. NOISE is JSON:
by kind, the attributes that do not count.
"""

import json
import sys
from datetime import datetime

events_file, connection, begin, end, noise_given = sys.argv[1:6]
noise = json.loads(noise_given)


def moment(text):
    return datetime.fromisoformat(text)


def held(events, until):
    """By kind and a number that a resource keeps through its renames: what it is."""
    things, numbers = {}, {}
    for number, event in enumerate(events):
        happened = event["interval"]["notAfter"] if event["interval"] else event["at"]
        if moment(happened) > until:
            continue
        kind, ident = event["subject"]["kind"], event["subject"]["externalId"]
        what = event["type"].removeprefix("resource.")
        before, after = event["before"] or {}, event["after"] or {}
        if what == "renamed":
            numbers[kind, ident] = numbers.pop((kind, before["externalId"]))
        thing = things.setdefault(numbers.setdefault((kind, ident), number), {"kind": kind, "attributes": {}})
        thing["id"] = ident
        if what in ("vanished", "suspected", "gone"):
            thing["presence"] = {"vanished": "missing", "suspected": "suspect", "gone": "gone"}[what]
            continue
        thing["presence"] = "live"
        if what in ("appeared", "reappeared"):
            thing["name"], thing["attributes"] = event["subject"]["name"], dict(after)
            continue
        thing["name"] = after.get("name", thing["name"])
        for field in [*before, *after]:
            if field not in ("name", "externalId", "parent"):
                thing["attributes"].pop(field, None)
        for field, value in after.items():
            if field not in ("name", "externalId", "parent"):
                thing["attributes"][field] = value
    return things


def text(value):
    return value if value is None or isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def meaning(thing):
    kept = {k: v for k, v in thing["attributes"].items() if k not in noise.get(thing["kind"], [])}
    return {name: kept[name] for name in sorted(kept)}


def differing(was, now):
    if was["id"] != now["id"]:
        yield "external id", was["id"], now["id"]
    if was["name"] != now["name"]:
        yield "name", was["name"], now["name"]
    old, new = meaning(was), meaning(now)
    for field in sorted({*old, *new}):
        if json.dumps(old.get(field)) != json.dumps(new.get(field)):
            yield field, text(old.get(field)), text(new.get(field))


with open(events_file, encoding="utf-8") as lines:
    events = [json.loads(line) for line in lines]
changes = ("appeared", "changed", "renamed", "vanished", "suspected", "gone", "reappeared")
events = [e for e in events if e["connection"] == connection and e["type"] in [f"resource.{c}" for c in changes]]
first, last = held(events, moment(begin)), held(events, moment(end))
rows = []
for number, now in last.items():
    was = first.get(number)
    there = was is not None and was["presence"] == "live"
    if now["presence"] == "live" and not there:
        rows.append([now["kind"], now["id"], "appeared", None, None, text(meaning(now))])
    elif now["presence"] != "live" and there:
        rows.append([now["kind"], now["id"], "vanished", None, text(meaning(was)), now["presence"]])
    elif there:
        change = "changed" if was["id"] == now["id"] else "renamed"
        rows += [[now["kind"], now["id"], change, *row] for row in differing(was, now)]
json.dump(rows, sys.stdout)
