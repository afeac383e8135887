"""As influxdb_test.py, with users and tokens: what is asked by who may, and every way to say who asks."""

import subprocess
import unittest
import urllib.parse

from beside import Beside, Difference
from daemon import SHUZHID
from influxdb_requests import basic, request, sign_ins, signed_requests
from influxdb_test import DIFFERENCES
from peer import exchange

# Who is let in is then answered as with Basic, whatever the form: LIKE_BASIC.
LET_IN = (200, 204, 400, 403, 404)
SIGN_INS = [Difference(names, status, text, reason) for names, statuses, text, reason in [
    (r"(address|Basic) (another's|unknown user): .*|Basic no user: .*", LET_IN, "", "the secret says who asks; the user's name may be anything"),
    (r"(Token pair|[Tt]oken alone|[Bb]earer alone) .*", LET_IN, "", "forms of InfluxDB 1.8 and 2: 1.6.7 knows no Token, and Bearer where it is told a secret"),
    (r"(Token pair|[Tt]oken alone|[Bb]earer alone) .*", (401,), "authorization failed", "likewise, and the secret is nobody's"),
    (r"Basic, more blanks: .*", LET_IN[:3] + (404,), "", "RFC 7235 lets as many blanks stand there as one likes"),
    (r"Basic (no password|neither): .*", (401,), "unable to parse authentication credentials", "there is no secret to find anybody by, as in the address"),
    (r"(address|Basic) who cannot write: (unknown|no) database", (403,), "not authorized to write", "who may not write need not learn which databases there are"),
    (r"(address|Basic) who cannot write: create.*", (200,), "statement_id", "nothing is created: the configuration names the databases"),
    (r"(address|Basic) who cannot write: show", (200,), "mydb", "a database is a name here, no right of its own"),
    (r".*: not a statement", (200,), "not supported: figures are read under /api/v1", "there is no InfluxQL here"),
] for status in statuses]

LIKE_BASIC = {
    "Basic right": [f"{form} {who}" for form in ("address", "Basic", "Token pair") for who in ("right", "unknown user")]
    + [f"{form} alone right" for form in ("Token", "token", "Bearer", "bearer")]
    + ["Basic no user", "Token pair no user", "Basic, more blanks", "Basic in small letters", "address right, Basic wrong"],
    "Basic who cannot write": [f"{form} who cannot write" for form in ("address", "Token pair")],
    "Basic wrong": [f"{form} alone wrong" for form in ("Token", "token", "Bearer", "bearer")] + ["address wrong", "Token pair wrong"],
}


class SignedIn(Beside):
    """The administrator of InfluxDB has the secret of a token that writes for every hall for a password; a user who may do
    nothing that of a token that only reads."""
    HAS_USERS = True

    @classmethod
    def token(cls, data, name, right):
        done = subprocess.run([SHUZHID, "token", "add", "--name", name, right, "--data", data], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @classmethod
    def prepare(cls, data):
        cls.secret, cls.reader = cls.token(data, "adm", "--all-halls"), cls.token(data, "ro", "--read-only")
        cls.HEADERS = basic(f"adm:{cls.secret}")
        for statement in (f"CREATE USER adm WITH PASSWORD '{cls.secret}' WITH ALL PRIVILEGES", f"CREATE USER ro WITH PASSWORD '{cls.reader}'"):
            asked = request("POST", f"/query?q={urllib.parse.quote_plus(statement)}", cls.HEADERS if "adm" not in statement else "")
            assert exchange(cls.peer.port, asked).status == 200

    def test_the_same_requests_by_who_may(self):
        self.assertGreater(len(self.compare(signed_requests(self.secret), DIFFERENCES)), 1000)

    def test_every_way_to_say_who_asks(self):
        answers = self.compare(sign_ins(self.secret, self.reader), SIGN_INS)
        self.assertGreater(len(answers), 700)
        for basic_form, forms in LIKE_BASIC.items():
            for form in forms:
                for what in (name.partition(": ")[2] for name in answers if name.startswith("Basic right: ")):
                    self.assertEqual(answers[f"{form}: {what}"], answers[f"{basic_form}: {what}"], (form, what))


if __name__ == "__main__":
    unittest.main(verbosity=2)
