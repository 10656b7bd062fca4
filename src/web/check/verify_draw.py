"""Checks the receipt of a lucky draw ("cs-draw/1"): python3 verify_draw.py receipt.json

核对抽奖收据。Needs nothing but Python 3.8 and no network. Ends with 0 when everything fits, 1 when
something does not, 2 when the file cannot be read. One thing it leaves out: whether drand's signature
itself is genuine (level A). Compare the signature with drand's public record of the round, or run
`hearth draw verify`, which checks it offline.
"""

import calendar, hashlib, json, math, re, sys, time, unicodedata

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
GENESIS, PERIOD, DELAY = 1692803367, 3, 300  # round 1 of quicknet, seconds a round, close to beacon
LOTTERIES = {"ssq": [(6, 33), (1, 16)], "dlt": [(5, 35), (2, 12)], "kl8": [(20, 80)]}  # (how many, of 1 to …)
FIELDS = ["id", "group", "prizes", "winners", "alternates", "close", "beacon", "weight", "exclude", "salt"]
CHECKS = {
    "shape": "收据格式 form of the receipt",
    "announcement": "公告 lines of the announcement",
    "entries": "号码牌不重复 no ticket twice",
    "head": "链尾 head of the chain",
    "source": "随机来源 random source",
    "beacon": "随机值 random value",
    "signature": "drand 签名 drand's signature",
    "ranking": "名次 order",
    "posted": "发布 posts",
}


class Wrong(Exception):
    """What is wrong, in words; the check that was running fails."""


class Skip(Exception):
    """Nothing to compare with, or not checked here."""


def need(condition, message):
    if not condition:
        raise Wrong(message)


def H(*lines):
    return hashlib.sha256("\n".join(map(str, lines)).encode()).hexdigest()


def is_hex(text, digits):
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{%d}" % digits, text) is not None


def is_text(text):
    return isinstance(text, str) and not any(unicodedata.category(c) == "Cs" for c in text)


def is_visible(text):
    return text != "" and not any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") for c in text)


def instant(text):
    """Seconds since 1970 of a text such as 2026-11-20T12:00:00Z, else None."""
    form = "%Y-%m-%dT%H:%M:%SZ"
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z", text):
        return None
    try:
        seconds = calendar.timegm(time.strptime(text, form))
    except ValueError:
        return None
    return seconds if time.strftime(form, time.gmtime(seconds)) == text else None


def check_shape(r):
    fields = {"v", "announcement", "entries", "head", "beacon", "ranking", "posted"}
    need(isinstance(r, dict) and fields <= set(r) <= fields | {"signature"}, "fields missing or unknown")
    need(type(r["v"]) is int and r["v"] == 1, "v is not 1")
    need(is_text(r["announcement"]) and is_text(r["beacon"]) and is_hex(r["head"], 64), "announcement, beacon or head")
    need("signature" not in r or is_hex(r["signature"], 96), "signature")
    need(isinstance(r["ranking"], list) and all(is_hex(t, 16) for t in r["ranking"]), "ranking")
    need(isinstance(r["entries"], list), "entries")
    for entry in r["entries"]:
        need(isinstance(entry, list) and len(entry) == 2 and is_hex(entry[0], 16), "an entry")
        need(type(entry[1]) is int and 1 <= entry[1] <= 100, "a weight is not a whole number from 1 to 100")
    need(isinstance(r["posted"], dict) and set(r["posted"]) == {"announcement", "freeze"}, "posted")
    for post in r["posted"].values():
        need(isinstance(post, dict) and set(post) == {"chat", "msg", "date"}, "a post")
        need(is_text(post["chat"]) and post["chat"] != "" and instant(post["date"]) is not None, "a post")
        need(isinstance(post["msg"], str) and re.fullmatch("[!-~]{1,100}", post["msg"]), "a post")


def read_announcement(text):
    first, *lines = text.split("\n")
    need(first == "cs-draw/1", "the first line is not cs-draw/1")
    names = FIELDS + (["notice"] if len(lines) > len(FIELDS) else [])
    need(len(lines) == len(names), "lines are missing, or there are too many")
    a = {}
    for name, line in zip(names, lines):
        need(line.startswith(name + "="), "no line for " + name)
        a[name] = line[len(name) + 1 :]
        need(is_visible(a[name]), name + " is empty or cannot be seen")
    forms = {"id": "[A-Za-z0-9._-]{1,64}", "group": "[a-z]+:.+", "salt": "[0-9a-f]{64}", "notice": "[0-9a-f]{64}"}
    for name in ("winners", "alternates"):
        need(re.fullmatch("0|[1-9][0-9]{0,6}", a[name]), name)
        a[name] = int(a[name])
        need((name == "alternates" or a[name] >= 1) and a[name] <= 1000000, name)
    for name, form in forms.items():
        need(name not in a or re.fullmatch(form, a[name]), name)
    prizes = [re.fullmatch("([1-9][0-9]{0,6})x.+", prize) for prize in a["prizes"].split(";")]
    need(all(prizes) and sum(int(p.group(1)) for p in prizes) == a["winners"], "prizes and winners do not agree")
    a["close"] = instant(a["close"])
    need(a["close"] is not None, "close")
    kind, _, rest = a["beacon"].partition(":")
    issue = "[a-z0-9]+:[0-9]{1,12}"
    form = {"drand": "[0-9a-f]{64}:[1-9][0-9]{0,14}", "numbers": issue + r"(\+" + issue + ")*", "seed": "[0-9a-f]{64}"}
    need(kind in form and re.fullmatch(form[kind], rest), "beacon")
    a["kind"], a["parts"] = kind, rest.split("+" if kind == "numbers" else ":")
    need(kind != "numbers" or len(set(a["parts"])) == len(a["parts"]), "beacon names one issue twice")
    return a


def groups_of(a):
    names = [part.split(":")[0] for part in a["parts"]]
    need(all(name in LOTTERIES for name in names), "a lottery the scheme does not know")
    return [group for name in names for group in LOTTERIES[name]]


def check_source(r, a):
    if a["kind"] == "drand":
        need(a["parts"][0] == QUICKNET, "the chain is not drand's quicknet")
        due = max(1, -(-(a["close"] + DELAY - GENESIS) // PERIOD) + 1)
        need(int(a["parts"][1]) == due, "the round due is %d" % due)
    if a["kind"] == "numbers":
        bits = sum(math.log2((f - i) / (i + 1)) for count, f in groups_of(a) for i in range(count))
        total = sum(w for _, w in r["entries"])
        need(total == 0 or bits >= math.log2(total) + 14, "too few bits of chance for this list: %.2f" % bits)


def check_beacon(r, a):
    beacon = r["beacon"]
    if a["kind"] == "drand":
        if "signature" not in r:
            raise Skip("no signature")
        need(hashlib.sha256(bytes.fromhex(r["signature"])).hexdigest() == beacon, "not the signature's SHA-256")
    elif a["kind"] == "numbers":
        groups = groups_of(a)
        need(re.fullmatch(r"(([1-9][0-9]?\.)+/)+", beacon), "not in the canonical form")
        drawn = [[int(n) for n in group.split(".")[:-1]] for group in beacon.split("/")[:-1]]
        need(len(drawn) == len(groups), "numbers are missing, or there are too many")
        for numbers, (count, top) in zip(drawn, groups):
            need(numbers == sorted(set(numbers)) and len(numbers) == count, "not sorted, or the wrong count")
            need(numbers[-1] <= top, "a number is out of range")
    else:
        seed, *words = beacon.split("/")
        need(is_hex(seed, 64) and len(words) > 1 and words.pop() == "", "it must read seed/word/…/")
        for word in words:
            need(is_visible(word) and len(word) <= 64, "a word that cannot stand there")
            need("Zs" not in map(unicodedata.category, word[0] + word[-1]), "a word with space around it")
        need(H(seed) == a["parts"][0], "not the seed that the announcement committed to")


def check_signature(r, a):
    if a["kind"] != "drand":
        raise Wrong("only level A carries a signature")
    need("signature" in r, "level A needs the signature")
    raise Skip("NOT CHECKED HERE 此处不核对, see hearth draw verify")


def check_posted(r, a):
    first, freeze = r["posted"]["announcement"], r["posted"]["freeze"]
    need(first["chat"] == freeze["chat"] == a["group"], "posted in another chat")
    need(instant(first["date"]) < a["close"], "announced after the close")
    need(instant(freeze["date"]) >= instant(first["date"]), "the list is older than the announcement")
    if a["kind"] == "drand":
        value = GENESIS + PERIOD * (int(a["parts"][1]) - 1)
        need(instant(freeze["date"]) < value, "the list was posted when the value was public")


def check(r):
    """Prints every check; returns the announcement (None if unreadable), or raises Wrong when any failed."""
    failed = []

    def run(name, function, *inputs):
        try:
            if None in inputs:
                raise Skip("not checked")
            result = function(*inputs)
            print("ok   %-12s %s" % (name, CHECKS[name]))
            return result
        except Wrong as wrong:
            failed.append(name)
            print("FAIL %-12s %s: %s" % (name, CHECKS[name], wrong))
        except Skip as skip:
            print("-    %-12s %s: %s" % (name, CHECKS[name], skip))

    def tickets(entries):
        need(len({t for t, _ in entries}) == len(entries), "a ticket stands there twice")
        return True

    def chain():
        head = H(r["announcement"])
        for ticket, weight in r["entries"]:
            head = H(head, ticket, weight)
        return head

    def order(head):
        key = H("cs-draw/1", H(r["announcement"]), head, len(r["entries"]), r["beacon"])
        scores = sorted((min(H(key, t, i) for i in range(1, w + 1)), t) for t, w in r["entries"])
        need([t for _, t in scores] == r["ranking"], "the order is another")

    run("shape", lambda: check_shape(r))
    if failed:
        raise Wrong()
    a = run("announcement", read_announcement, r["announcement"])
    once = run("entries", tickets, r["entries"])
    head = chain() if once else None
    run("head", lambda head: need(head == r["head"], "computed " + head[:8]), head)
    run("source", check_source, r, a)
    run("beacon", check_beacon, r, a)
    if a is None or a["kind"] == "drand" or "signature" in r:
        run("signature", check_signature, r, a)
    run("ranking", order, head)
    run("posted", check_posted, r, a)
    if failed:
        raise Wrong()
    return a


def whole(text):
    """JSON has one kind of number: 3.0 is the whole number 3."""
    return int(float(text)) if float(text).is_integer() else float(text)


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            r = json.load(file, parse_float=whole)
    except (IndexError, OSError, ValueError, RecursionError) as error:
        print("cannot read the receipt 读不了收据: %r" % error)
        return 2
    try:
        a = check(r)
    except Wrong:
        print("DOES NOT MATCH 收据无效")
        return 1
    print("announcement %s, %d entries, head %s" % (H(r["announcement"])[:8], len(r["entries"]), r["head"][:8]))
    print("winners 中奖:", *r["ranking"][: a["winners"]])
    print("alternates 候补:", *r["ranking"][a["winners"] : a["winners"] + a["alternates"]])
    if a["kind"] == "seed":
        print("level C is a weak guarantee C 级的保证是弱的: safe only if a witness is honest and speaks last")
    print("OK 收据一致" + (", except for the signature, 签名除外" if a["kind"] == "drand" else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
