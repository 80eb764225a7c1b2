"""Walks through the gateway's API with the client that was generated from its document: argv[1] is where that is, argv[2] a JSON
object with the gateway's `url` and `key`, the `document`, and the `accounts` to connect, by provider. Prints what it did, as JSON."""

import json
import re
import sys
from datetime import datetime, timedelta, timezone

sys.path.insert(0, sys.argv[1])
import rollcall_api as api  # noqa: E402

given = json.loads(sys.argv[2])
document = json.load(open(given["document"]))


def client_for(key):
    configuration = api.Configuration(host=given["url"] + "/v1")
    configuration.access_token = key
    return api.ApiClient(configuration)


client = client_for(given["key"])


def of(tag):
    """The generated class of a tag: `provider-keys` and `providerKeys` are `ProviderKeysApi`."""
    name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]", tag))
    return getattr(api, name + "Api")(client)


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower().replace("-", "_")


def told(stream, most=None):
    """What a stream tells: pairs of an event's id and its data. Ends with it, or after so many."""
    event = {}
    told = []
    for line in stream:
        line = line.decode().rstrip("\n")
        if line == "":
            if "data" in event and event.get("event", "message") == "message":
                told.append((event.get("id"), json.loads(event["data"])))
            event = {}
        elif not line.startswith(":"):
            field, _, value = line.partition(": ")
            event[field] = value
        if most is not None and len(told) >= most:
            break
    stream.release_conn()
    return told


def refusal(call):
    try:
        call()
    except api.ApiException as error:
        return {"status": error.status, **{k: v for k, v in json.loads(error.body)["error"].items() if k in ("code",)}}
    raise AssertionError("it was not refused")


did = {}

# Connect an account of each provider, and call the roll of all of them.
connections = of("connections")
for provider, account in given["accounts"].items():
    connections.connections_add({"name": provider, "provider": provider, "schedule": "0 0 1 1 *", **account})
did["connections"] = {one.name: one.state for one in connections.connections_list().data}
asked = of("sync").sync_request({"connections": list(given["accounts"])})
runs = {run.connection: run.run_id for run in asked.data}
seen = told(of("runs").runs_watch(run_ids=list(runs.values()), _preload_content=False))
did["outcomes"] = {run["connection"]: run["outcome"] for run in seen[-1][1]["runs"]}

# Read the inventory page by page, and one of it.
main = given["main"]
resources = of("resources")
page = resources.resources_list(connection=main, kind="inbox", limit=7)
inboxes = list(page.data)
while page.next_cursor is not None:
    page = resources.resources_list(connection=main, kind="inbox", limit=7, cursor=page.next_cursor)
    inboxes += page.data
did["inboxes"] = sorted(one.name for one in inboxes)
inbox = inboxes[0]
domain = inbox.name.split("@")[1]
assert resources.resources_get(main, "inbox", inbox.external_id).data.name == inbox.name

# Write once, however often it is sent; and be refused with a code.
new = {"connection": main, "input": {"address": "by.python@" + domain}}
first = of("inboxes").inboxes_create(new, idempotency_key="python-1")
again = of("inboxes").inboxes_create(new, idempotency_key="python-1")
assert first.operation.id == again.operation.id
did["replayed"] = [first.replayed, again.replayed]
other = {"connection": main, "input": {"address": "another@" + domain}}
did["refusals"] = [
    refusal(lambda: of("inboxes").inboxes_create(other, idempotency_key="python-1")),
    refusal(lambda: resources.resources_list(connection="nowhere")),
    refusal(lambda: api.ConnectionsApi(client_for("rc_live_nobody")).connections_list()),
    refusal(lambda: of("events").events_list(after=1_000_000_000)),
]

# Many at once: a plan, applied by its hash, and followed to its end.
items = [{"address": "python.%d@%s" % (n, domain)} for n in range(3)]
plan = of("operations").operations_plan({"groups": [{"connection": main, "procedure": "inboxes.create", "items": items}]}).data
of("operations").operations_apply_plan(plan.id, {"hash": plan.hash})
did["bulk"] = told(of("operations").operations_bulk_watch(plan.id, _preload_content=False))[-1][1]["counts"]

# What happened, in order: from a sequence on, and from where a stream was left.
events = of("events")
sequences, position = [], 0
while len(sequences) < 60:
    page = events.events_list(after=position, limit=50)
    sequences += [event.sequence for event in page.data]
    position = page.position
did["gapless"] = sequences == list(range(1, len(sequences) + 1))
left = told(events.events_watch(after=10, _preload_content=False), most=2)
resumed = told(events.events_watch(last_event_id=left[-1][0], _preload_content=False), most=2)
did["resumed"] = [event["sequence"] for _, event in left + resumed]

# Everything else that reads, once: the client raises where an answer is not what the document says.
operation = of("operations").operations_list(connection=main).data[0]
made = of("keys").keys_create({"name": "python", "scopes": ["inventory:read"]})
of("webhooks").webhooks_add({"name": "python", "url": "https://receiver.example/rollcall"})
known = {
    "connection": main,
    "kind": "inbox",
    "externalId": inbox.external_id,
    "runId": runs[main],
    "runIds": [runs[main]],
    "name": "python",
    "domain": domain,
    "from": 1,
    "after": 0,
    "format": "json",
    "part": 0,
}
# What none of is required, though one of is.
chosen = {"audit_proof": {"sequence": 1}}
ids = {"operations_get": operation.id, "operations_bulk_get": plan.id, "operations_bulk_items": plan.id, "operations_bulk_watch": plan.id}
# There is none: that is what they answer.
nobody = "01a223b7-0000-7000-8000-000000000000"
lacks = {"dns_get", "findings_get", "holds_get", "reports_document", "reports_get", "reports_read", "reports_schedules_get"}
# They go on until they are left.
endless = {"events_watch", "runs_watch"}
past = (datetime.now(timezone.utc) - timedelta(days=3)).isoformat()
reads, absent = [], []
for path, methods in document["paths"].items():
    for method, described in methods.items():
        name = described["operationId"]
        tag = described["tags"][0]
        call = getattr(of(tag), snake(name))
        if method == "get" and name not in endless:
            needed = [one["name"] for one in described["parameters"] if one.get("required")]
            values = [ids.get(name, nobody) if one == "id" else known[one] for one in needed]
            if name in lacks:
                absent.append(refusal(lambda: call(*values))["code"])
            else:
                call(*values, **chosen.get(name, {}))
            reads.append(name)
        elif described["x-rollcall-scope"] == "inventory:read" and "/providers/" in path:
            body = described["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            taken = document["components"]["schemas"][body]["properties"]["input"]
            if not taken.get("required"):
                # Each answers by the provider's own document, or refuses as the provider does.
                try:
                    call({"connection": tag, "input": {}})
                except api.ApiException as error:
                    absent.append(json.loads(error.body)["error"]["code"])
                except Exception as error:
                    raise AssertionError("%s answers otherwise than it says" % name) from error
                reads.append(name)
did["reads"] = len(reads)
did["absent"] = sorted(set(absent))

# And what was made is put away.
of("webhooks").webhooks_remove("python")
did["revoked"] = of("keys").keys_revoke(made.key.id).data.state
for provider in given["accounts"]:
    connections.connections_remove(provider)

did["operations"] = sum(len(methods) for methods in document["paths"].values())
classes = [getattr(api, name) for name in dir(api) if name.endswith("Api")]
did["methods"] = sum(
    1 for each in classes for name in dir(each) if not name.startswith("_") and not name.endswith("_with_http_info")
)
print(json.dumps(did))
