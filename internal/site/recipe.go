package site

// recipe is a program of a few lines with which anybody checks the ledger. A
// test runs the same arithmetic over what the site serves.
const recipe = `import hashlib, json, sys, urllib.request

base, after, prev = sys.argv[1], 0, ""
digest = lambda *fields: hashlib.sha256(b"".join(
    b"%d:%s;" % (len(f.encode()), f.encode()) for f in map(str, fields))).hexdigest()
while after is not None:
    page = json.load(urllib.request.urlopen(f"{base}/ledger.json?after={after}"))
    for e in page["items"]:
        assert e["prev"] == prev, e
        assert e["hash"] == digest(e["prev"], e["seq"], e["at"], e["kind"], e["ref"], e["digest"]), e
        prev = e["hash"]
    after = page["next"]
assert prev == page["head"]["hash"]
print("ok", page["head"])`
