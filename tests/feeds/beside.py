"""The feeds listener beside the real InfluxDB 1.6.7: the same requests to both, and what of the answers must be equal."""

import dataclasses
import json
import os
import re
import shutil
import tempfile
import unittest

from daemon import Daemon
from influxdb_requests import request
from peer import InfluxDB, exchange

HEADERS = ("content-type", "allow", "x-influxdb-error", "www-authenticate", "connection", "x-content-type-options", "retry-after",
           "content-encoding")
ALWAYS = ("x-influxdb-version", "x-influxdb-build", "request-id", "x-request-id")
HEADER_MAX = 1024  # of the error in a header: InfluxDB 1.8 and the daemon


@dataclasses.dataclass
class Difference:
    """Requests whose name matches @names get @status from the daemon, with @text in the body."""
    names: str
    status: int
    text: str
    reason: str
    n_used: int = 0


def without_numbers(text):
    """Runs of 11 or more digits are printed as #: nobody's number is repeated.  The bounds of time are such runs."""
    return re.sub(r"\d{11,}", "#", text).replace("time outside range -# - #", "time outside range")


def body_of(answer):
    """JSON by what it says: escapes that need not be (<, >, &) and indentation (pretty=true) are the same to a program."""
    text = without_numbers(answer.body.decode("utf-8", "replace"))
    if (answer.header("content-type") or "").startswith("application/json") and text:
        assert text.endswith("\n"), answer
        return json.loads(text)
    return text


def header_of(answer, name):
    value = answer.header(name)
    if name == "x-influxdb-error" and answer.status == 401:
        return None  # 1.6.7 says it in the body alone, 1.8 and the daemon here too
    if value is not None and name == "allow":
        return set(value.split(", "))
    if value is not None and name == "x-influxdb-error":
        # A header holds printable ASCII: bytes of a refused line must not become headers of their own.
        return "".join(c if " " <= c <= "~" else "?" for c in without_numbers(value))[:HEADER_MAX]
    return value


def seen(answer):
    return {"status": answer.status, "body": body_of(answer), **{name: header_of(answer, name) for name in HEADERS}}


@unittest.skipUnless(InfluxDB.program(), "no influxd here: Debian's package influxdb has it")
class Beside(unittest.TestCase):
    """Both of them, with the databases mydb and other."""
    HAS_USERS = False
    HEADERS = ""  # of requests that prepare, for both alike

    @classmethod
    def prepare(cls, data):
        """What a kind of sign-in needs, before the daemon starts; @data: its folder."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(prefix="shuzhi-test-")
        config, data = os.path.join(cls.scratch, "config"), os.path.join(cls.scratch, "data")
        os.mkdir(config)
        with open(os.path.join(config, "shuzhid.yaml"), "w", encoding="utf-8") as out:
            out.write("feeds: {databases: [mydb, other]}\n")
        cls.peer = InfluxDB(os.path.join(cls.scratch, "influxdb"), cls.HAS_USERS)
        cls.prepare(data)
        cls.daemon = Daemon("serve", "--data", data, "--config", config).await_ready()
        for name in ("mydb", "other"):
            asked = request("POST", f"/query?q=CREATE+DATABASE+{name}", cls.HEADERS)
            assert exchange(cls.peer.port, asked).status == 200

    @classmethod
    def tearDownClass(cls):
        cls.peer.stop()
        status, said = cls.daemon.stop(), cls.daemon.said()
        cls.daemon.close()
        shutil.rmtree(cls.scratch)
        said = "\n".join(line for line in said.splitlines() if "tokens: " not in line)
        assert (status, said) == (0, ""), (status, said)

    @staticmethod
    def explain(name, ours, differences):
        """The difference that allows for it; None when there is none."""
        for difference in differences:
            if (re.fullmatch(difference.names, name, re.DOTALL) and difference.status == ours.status
                    and difference.text in ours.body.decode("utf-8", "replace")):
                difference.n_used += 1
                return difference
        return None

    def compare(self, requests, differences):
        """Returns: what was seen of the daemon's answers, by the names of the requests."""
        answers, unexplained = {}, []
        for name, data in requests:
            theirs, ours = exchange(self.peer.port, data), exchange(self.daemon.feeds, data)
            if b"<html>" not in ours.body:  # libmicrohttpd's own
                self.assertEqual([header for header in ALWAYS if ours.header(header) is None], [], name)
            theirs_seen, ours_seen = seen(theirs), seen(ours)
            answers[name] = ours_seen
            if theirs_seen != ours_seen and self.explain(name, ours, differences) is None:
                unexplained.append((name, {key: (theirs_seen[key], ours_seen[key]) for key in ours_seen if theirs_seen[key] != ours_seen[key]}))
        self.assertEqual(unexplained, [], "\n" + "\n".join(f"{name}: {what}" for name, what in unexplained))
        self.assertEqual([difference.names for difference in differences if difference.n_used == 0], [], "without a difference")
        print(f"# {len(answers)} requests alike to InfluxDB 1.6.7, {sum(difference.n_used for difference in differences)} of them answered otherwise"
              f" for {len({difference.reason for difference in differences})} reasons")
        return answers
