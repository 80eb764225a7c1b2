"""Verifies a bundle of Rollcall's audit log. Needs Python 3.9 and the package "cryptography", and nothing of Rollcall.

    python3 verify_bundle.py BUNDLE [VERIFIER_KEY]

docs/VERIFYING.md says what each part of a bundle is. A bundle whose key changed is verified by the key that signed it last.
"""
import base64, hashlib, json, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def fail(why):
    sys.exit(f"NOT as it was signed: {why}")


def sha(data):
    return hashlib.sha256(data).digest()


def subtrees(begin, end):
    """The fewest complete subtrees that leaves are made of: how many leaves each has."""
    while begin < end:
        width = 1
        while begin % (2 * width) == 0 and begin + 2 * width <= end:
            width *= 2
        yield width
        begin += width


def add(stack, width, node):
    """Takes in the next subtree, and folds those that are complete with it (RFC 6962, SHA-256 of 0x01, left, right)."""
    while stack and stack[-1][0] == width and position(stack) % (2 * width) == 0:
        node, width = sha(b"\x01" + stack.pop()[1] + node), 2 * width
    stack.append((width, node))


def position(stack):
    return sum(width for width, _ in stack) + stack[-1][0] if stack else 0


def open_note(note, vkey):
    """The text of a note that this key has signed (C2SP signed-note)."""
    name, key_id, key = vkey.split("+", 2)
    raw = base64.b64decode(key)
    if sha(f"{name}\n".encode() + raw)[:4].hex() != key_id or raw[0] != 1:
        fail("the verifier key is none")
    text, signatures = note.rsplit("\n\n", 1)
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        blob = base64.b64decode(signature)
        if dash == "\u2014" and signer == name and blob[:4].hex() == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(blob[4:], f"{text}\n".encode())
                return text
            except InvalidSignature:
                fail("the signature of the checkpoint is wrong")
    fail("the checkpoint is not signed by this key")


def main(path, vkey=None):
    with open(path, "rb") as file:
        head = json.loads(file.readline())
        if head.get("rollcall") != "bundle" or head.get("version") != 1:
            fail("this is no bundle of version 1")
        key = vkey or head["keys"][-1]
        origin, size, root = open_note(head["checkpoint"], key).split("\n")[:3]
        if origin != head["origin"] or key.split("+")[0] != origin:
            fail("the checkpoint is of another log")
        stack, begin, sequence = [], head["first"] - 1, head["first"]
        for width, node in zip(subtrees(0, begin), head["before"], strict=True):
            add(stack, width, base64.b64decode(node))
        for number, line in enumerate(file, 2):
            if line.startswith(b"end "):
                break
            stated, text = line.rstrip(b"\n").split(b" ", 1)
            leaf = sha(b"\x00" + text)
            if base64.b64encode(leaf) != stated or json.loads(text)["sequence"] != sequence:
                fail(f"line {number}, sequence {sequence}, was altered or moved")
            add(stack, 1, leaf)
            sequence += 1
        else:
            fail(f"the file is cut off after sequence {sequence - 1}")
        if line != f"end {sequence - head['first']}\n".encode() or sequence != head["last"] + 1 or file.read():
            fail("its end is not where it should be")
    for width, node in zip(subtrees(head["last"], int(size)), head["after"], strict=True):
        add(stack, width, base64.b64decode(node))
    top = stack.pop()[1]
    while stack:
        top = sha(b"\x01" + stack.pop()[1] + top)
    if base64.b64encode(top).decode() != root:
        fail("the events are not those that the checkpoint was signed for")
    print(f"{head['first']} to {head['last']} of {origin}: as signed by {key}")
    if len(head["keys"]) > 1:
        print("The key of this log changed. That one follows the other was not looked at: this program takes the newest unless one is given.")


try:
    main(*sys.argv[1:])
except (ValueError, KeyError, TypeError, AttributeError) as error:
    fail(f"this is no bundle, or it was altered ({error})")
