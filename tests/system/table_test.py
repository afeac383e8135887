"""Tables over HTTP: both listeners give the bytes that `shuzhid query` prints, and say in the head what was cut."""

import os
import subprocess
import tempfile
import unittest

from daemon import SHUZHID, Daemon

ACCEPT = 1772416800 * 10**9  # 2026-03-02T10:00:00+08:00
PATHS = ["/api/v1/cases.csv?limit=2&sort=remaining", "/api/v1/cases/outlook.csv?lang=en",
         "/api/v1/cases?light=black,red&sort=-applied&org=O1,&limit=1", "/api/v1/cases/outlook?area=330106",
         "/api/v1/case?hall=330106&id=C1"]


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        cls.data = os.path.join(cls.scratch.name, "data")
        cls.daemon = Daemon("serve", "--data", cls.data).await_ready()
        cls.daemon.write(*(f'case,event=accept,hall=330106,channel=window,item=GA0602,org=O1 id="C{n}" '
                           f'{ACCEPT + n}' for n in range(5)))

    @classmethod
    def tearDownClass(cls):
        cls.daemon.close()
        cls.scratch.cleanup()

    def test_the_head(self):
        for port in (self.daemon.screens, self.daemon.feeds):
            status, head, body = self.daemon.ask("GET", PATHS[0], port=port)
            self.assertEqual((status, head["Content-Type"]), (200, "text/csv; charset=utf-8"))
            self.assertEqual(head["Content-Disposition"], 'attachment; filename="cases.csv"')
            self.assertEqual((head["X-Shuzhi-Total"], head["X-Shuzhi-Rows"]), ("5", "2"))
            self.assertTrue(body.startswith(b"\xef\xbb\xbf") and body.count(b"\r\n") == 3)
            again, _, nothing = self.daemon.ask("GET", PATHS[0], headers={"If-None-Match": head["ETag"]}, port=port)
            self.assertEqual((again, nothing), (304, b""))

    def test_the_bytes_are_those_of_the_journal(self):
        for path in PATHS:
            _, head, body = self.daemon.ask("GET", path, port=self.daemon.screens)
            _, other_head, other = self.daemon.ask("GET", path)
            self.assertEqual(head["ETag"], other_head["ETag"], path)
            if path.split("?")[0].endswith(".csv"):  # no instant of the answer in it
                self.assertEqual(body, other)
        now = self.daemon.get(PATHS[2])["time"]
        offline = subprocess.run([SHUZHID, "query", "--data", self.data, "--at", now, PATHS[0]],
                                 capture_output=True, timeout=60, check=True)
        self.assertEqual(offline.stdout, self.daemon.ask("GET", PATHS[0])[2])


if __name__ == "__main__":
    unittest.main(verbosity=2)
