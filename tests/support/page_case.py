"""What tests of pages have in common: a browser, daemons that end with the test, and looking at what is shown."""

import os
import tempfile
import unittest

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from browser import new_browser, resize
from daemon import Daemon, await_that

HALL = "330106"
SIZES = [(1920, 1080), (3840, 2160)]
WAIT_S = 60
# Where screenshots go that somebody wants to look at.
SHOTS = os.environ.get("SHUZHI_SHOTS")


class PageCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        cls.browser = new_browser(os.path.join(cls.scratch.name, "profile"))

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()
        cls.scratch.cleanup()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="shuzhi-test-")
        self.daemons = []
        resize(self.browser, 1920, 1080)
        self.complaints()  # what an earlier test was told is its own

    def tearDown(self):
        for daemon in self.daemons:
            daemon.close()
        self.folder.cleanup()

    # --- tools -----------------------------------------------------------------------------

    def serve(self, **where):
        daemon = Daemon("serve", "--data", os.path.join(self.folder.name, "data"), **where)
        self.daemons.append(daemon)
        return daemon.await_ready()

    def demo(self):
        daemon = Daemon("demo", "--start", "2026-03-02T10:20", "--speed", "2")
        self.daemons.append(daemon)
        daemon.await_ready()
        await_that("people wait", lambda: any(queue["waiting"] for queue in
                                              daemon.get(f"/api/v1/queues?hall={HALL}")["queues"]))
        return daemon

    def open(self, daemon, path):
        self.browser.get(daemon.url(path))

    def until(self, what, is_so):
        return WebDriverWait(self.browser, WAIT_S, 0.05).until(lambda _: is_so(), f"never: {what}")

    def text(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector).text

    def is_lost(self):
        return "lost" in (self.browser.find_element(By.TAG_NAME, "body").get_attribute("class") or "").split()

    def await_drawn(self, panels):
        for panel in panels:
            self.until(f"{panel} is drawn", lambda panel=panel: self.browser.find_element(
                By.ID, panel).get_attribute("data-drawn") is not None)

    def boxes(self, selector):
        return self.browser.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map((e) => { const b = e.getBoundingClientRect();"
            " return [e.id, b.left, b.top, b.right, b.bottom]; })", selector)

    def complaints(self):
        """Of the page, since last asked; a lost link is none."""
        return [entry["message"] for entry in self.browser.get_log("browser")
                if entry["level"] == "SEVERE" and "WebSocket" not in entry["message"]
                and "ERR_CONNECTION_REFUSED" not in entry["message"]]

    def keep(self, name):
        if SHOTS:
            self.browser.save_screenshot(os.path.join(SHOTS, f"{name}.png"))

    def check_layout(self, selector, width, height):
        boxes = self.boxes(selector)
        for name, left, top, right, bottom in boxes:
            self.assertTrue(0 <= left < right <= width and 0 <= top < bottom <= height, (name, width, height))
        for i, (name, left, top, right, bottom) in enumerate(boxes):
            for other, l2, t2, r2, b2 in boxes[i + 1:]:
                self.assertTrue(right <= l2 or r2 <= left or bottom <= t2 or b2 <= top, (name, other))
