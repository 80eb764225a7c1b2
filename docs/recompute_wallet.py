"""Works out a wallet report anew from the audit log, and says where the two differ. Needs Python 3.9, and nothing of Rollcall.

    rollcall audit export --format ndjson --out events.ndjson
    rollcall report wallet --from 2026-10 --to 2026-11 --format json --out report.json
    python3 recompute_wallet.py events.ndjson report.json

It plays the events of the log up to when the report was known, keeps what was live then, and adds it up by its own rules. Balances
that were read are no events: of these it checks only that the report adds them up rightly. Of a report of one connection or client,
what is of others is left alone.
"""
import json, sys
from collections import defaultdict
from datetime import datetime, timezone

# How transactions are told: these are the words that descriptions begin with, as docs/REPORTS.md has them.
TRANSACTION, WALLET, ORDER, CLIENT, INVOICE = "wallet_transaction", "wallet", "order", "provider_client", "invoice"
TOP_UP = ("top-up", "topup", "wallet top-up")
RECHARGE = ("automatic top-up", "auto-recharge", "auto recharge")
TRANSFER = ("transfer",)


def instant(text):
    """A time with its offset, or None for whatever is none."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (AttributeError, ValueError):
        return None
    return at.astimezone(timezone.utc) if at.tzinfo else None


def held(path, known_at):
    """What the ledger held by a moment, as its events tell: (connection, kind, id) to [name, attributes, live]."""
    things = {}
    with open(path, encoding="utf-8") as lines:
        for event in map(json.loads, lines):
            what, subject = event["type"], event["subject"]
            if not what.startswith("resource.") or event["at"] > known_at:
                continue
            place = (event["connection"], subject["kind"])
            key = place + (subject["externalId"],)
            before, after = event["before"] or {}, event["after"] or {}
            if what in ("resource.appeared", "resource.reappeared"):
                things[key] = [subject["name"], dict(after), True]
            elif what == "resource.vanished" and key in things:
                things[key][2] = False
            elif what in ("resource.changed", "resource.renamed"):
                old = place + (before.get("externalId", subject["externalId"]),)
                _, attributes, live = things.pop(old)
                kept = {name: value for name, value in attributes.items() if name not in before}
                changed = {name: value for name, value in after.items() if name not in ("externalId", "name", "parent")}
                things[key] = [subject["name"], {**kept, **changed}, live]
    return things


def number(text):
    return int(text) if isinstance(text, str) and text.lstrip("-").isdigit() and len(text) <= 41 else None


def transactions(things):
    """Every transaction that was live: with what it adds to the balance, and with its bin."""
    orders = {(c, i): a for (c, k, i), (_, a, _) in things.items() if k == ORDER}
    billed = {(c, a.get("transactionId")) for (c, k, _), (_, a, live) in things.items() if k == INVOICE and live}
    clients = defaultdict(set)
    for (connection, kind, _), (name, attributes, live) in things.items():
        if kind == CLIENT and live and attributes.get("workspaceId"):
            clients[connection, attributes["workspaceId"]].add(name)
    for (connection, kind, external_id), (name, own, live) in things.items():
        if kind != TRANSACTION or not live:
            continue
        amount, sort = number(own.get("amountMinor")), str(own.get("type") or "").lower()
        effect = None if amount is None else amount if sort == "credit" else -abs(amount) if sort == "debit" else None
        order = own.get("orderId")
        listed = orders.get((connection, order))
        names = clients[connection, own["wallet"]]
        client = (listed or {}).get("client") or (next(iter(names)) if len(names) == 1 else None)
        bill = " with an invoice" if (connection, external_id) in billed else " without an invoice"
        begins = name.lower().startswith
        yield {
            **{"connection": connection, "id": external_id, "wallet": own["wallet"], "at": instant(own.get("createdAt"))},
            **{"effect": effect, "after": number(own.get("balanceAfterMinor")), "order": order, "client": client},
            "bin": "Amounts of an unknown unit" if own.get("unit") not in (None, "confirmed", "assumed")
            else "Neither credit nor debit" if sort not in ("credit", "debit")
            else "Amounts that are none" if amount is None
            else "Transfers" if begins(TRANSFER)
            else "Reversed credits" if sort == "credit" and amount < 0
            else "Automatic top-ups" + bill if sort == "credit" and begins(RECHARGE)
            else "Top-ups" + bill if sort == "credit" and begins(TOP_UP)
            else ("Refunds" if order is not None else "Credits of no known sort") if sort == "credit"
            else "Charges that name nothing" if order is None
            else "Charges for what no listing showed" if listed is None
            else "Charges for what was listed",
        }


def running(rows):
    """The balance after the last of them, where one alone is of the newest time."""
    newest = max((row["at"] for row in rows), default=None)
    last = [row["after"] for row in rows if row["at"] == newest]
    return last[0] if len(last) == 1 else None


def minor(amount):
    return None if amount is None or amount["minor"] is None else int(amount["minor"])


def total(rows, of=lambda effect: True):
    return sum(row["effect"] for row in rows if of(row["effect"]))


def within(rows, begin, end):
    return [row for row in rows if row["at"] is not None and instant(begin) <= row["at"] < instant(end)]


def main(events, path):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    things = held(events, report["knownAt"])
    rows, wrong, checked = list(transactions(things)), [], 0
    ids = defaultdict(list)
    for (connection, kind, external_id), (name, _, _) in things.items():
        if kind == WALLET:
            ids[connection, name].append(external_id)

    def same(what, said, own):
        nonlocal checked
        checked += 1
        if said != own:
            wrong.append(f"{what}: the report says {said}, and the log {own}")

    tables = {section["id"]: (section["table"] or {}).get("rows", []) for section in report["sections"]}
    ends = {}
    for name in ("wallets", "months"):
        closings = {}
        for row in tables[name]:
            if row["closing"] is None or len(ids[row["connection"], row["wallet"]]) != 1:
                continue
            connection, wallet = row["connection"], ids[row["connection"], row["wallet"]][0]
            own = [one for one in rows if one["connection"] == connection and one["wallet"] == wallet]
            moved = within(own, row["from"], row["until"])
            place = f"{name}: {row['wallet']} at {connection} from {row['from'][:10]}"
            opening, closing = minor(row["opening"]), minor(row["closing"])
            same(f"{place}: transactions", row["transactions"], len(moved))
            same(f"{place}: credits", minor(row["credits"]), total(moved, lambda effect: effect > 0))
            same(f"{place}: debits", minor(row["debits"]), total(moved, lambda effect: effect < 0))
            same(f"{place}: closing", closing, opening + total(moved))
            if row["difference"] is not None:
                same(f"{place}: difference", minor(row["difference"]), minor(row["provider_closing"]) - closing)
            if name == "wallets":
                ends[connection] = (row["from"], row["until"])
                if row["difference"] is not None:
                    same(f"{place}: parts", minor(row["explained"]) + minor(row["unexplained"]), minor(row["difference"]))
                for side, moment, said in (("opening", row["from"], opening), ("provider_closing", row["until"], minor(row["provider_closing"]))):
                    stated = running([one for one in own if one["at"] is not None and one["at"] < instant(moment)])
                    if row[side + "_is"].startswith("the running balance of the last") and stated is not None:
                        same(f"{place}: {side}", said, stated)
            elif (connection, wallet) in closings:
                same(f"{place}: opening", opening, closings[connection, wallet])
            closings[connection, wallet] = closing

    client = report["filters"].get("client")
    for connection, (begin, end) in ends.items():
        moved = within([row for row in rows if row["connection"] == connection], begin, end)
        if client is not None:
            moved = [row for row in moved if client in (row["client"], row["wallet"])]
        listed = {row["transaction"]: row for row in tables["transactions"] if row["connection"] == connection and row["at"] is not None}
        same(f"transactions of {connection}", sorted(listed), sorted(row["id"] for row in moved))
        for row in moved:
            said = listed.get(row["id"])
            if said is not None:
                own = (row["effect"], row["bin"], row["order"], row["client"])
                same(f"transaction {row['id']}", (minor(said["amount"]), said["bin"], said["paid_for"], said["client"]), own)
        sums = defaultdict(lambda: [0, 0])
        for row in moved:
            for key in [("bin", row["bin"])] + ([("order", row["order"])] if row["order"] is not None else []):
                sums[key][0] += 1
                sums[key][1] += row["effect"] or 0
            if row["bin"].startswith("Charges") or row["bin"] == "Refunds":
                sums["client", row["client"] or "no client named"][0] += 1
                sums["client", row["client"] or "no client named"][1] += row["effect"]
        said = {}
        for row in (one for one in tables["bins"] if one["connection"] == connection and one["amount"] is not None):
            said["bin", row["bin"]] = [row["transactions"], minor(row["amount"])]
        for row in (one for one in tables["orders"] if one["connection"] == connection and one["charged"] is not None):
            said["order", row["order"]] = [sums["order", row["order"]][0], minor(row["charged"]) + minor(row["refunded"])]
        for row in (one for one in tables["clients"] if one["connection"] == connection):
            said["client", row["client"]] = [row["transactions"], minor(row["spent"])]
        for key in sorted(set(said) | set(sums), key=str):
            same(f"{key[0]} {key[1]} at {connection}", said.get(key), sums.get(key))

    if wrong:
        sys.exit("NOT the same:\n" + "\n".join(wrong))
    print(f"the same, to the last unit and the row: {checked} figures of {len(ends)} connections, {len(rows)} transactions in the log")


if __name__ == "__main__":
    main(*sys.argv[1:])
