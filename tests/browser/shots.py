"""Screenshots of the demo's pages: shots.py FOLDER [WIDTHxHEIGHT]"""

import os
import re
import sys
import tempfile
import time
from urllib.parse import urlencode

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from browser import new_browser, resize
from daemon import Daemon, await_that

START = "2026-03-02T10:20"
PAGES = {"wall": "/wall/330106", "city": "/city"}
WAIT_S = 60
SETTLE_S = 2  # what is drawn for the last size on the way


def n_lines(daemon):
    return int(re.search(rb"^shuzhid_lines_total (\d+)", daemon.ask("GET", "/metrics")[2], re.M)[1])


def has_its_past(daemon):
    """The demo tells what happened before it began, a great many lines, then lives by the clock."""
    before = n_lines(daemon)
    time.sleep(1)
    return n_lines(daemon) - before < 2000


def cases_path(daemon):
    """Cases of a district, with the most urgent that was suspended for some days beside the list."""
    asked = "area=330106&state=open&sort=remaining&limit=1000"
    one = next(one for one in daemon.get(f"/api/v1/cases?{asked}")["cases"] if one["suspended_days"] > 2)
    return "/cases?" + urlencode({"area": "330106", "id": one["id"], "id_hall": one["hall"]})


def is_listed(browser):
    has_texts = all(browser.find_element(By.ID, name).text for name in ("clock", "outlook", "rows"))
    return has_texts and browser.find_elements(By.CLASS_NAME, "day")


def is_drawn(browser):
    panels = browser.find_elements(By.CLASS_NAME, "panel")
    has_words = browser.find_element(By.ID, "situation").text != ""
    has_score = browser.find_element(By.TAG_NAME, "body").get_attribute("data-score")
    has_clock = browser.find_element(By.ID, "clock").text != ""
    return has_words and has_score and has_clock and all(panel.get_attribute("data-drawn") for panel in panels)


def main(folder, size="1920x1080"):
    daemon = Daemon("demo", "--start", START)
    with tempfile.TemporaryDirectory() as profile:
        browser = new_browser(profile)
        try:
            daemon.await_ready()
            await_that("the past is told", lambda: has_its_past(daemon))
            resize(browser, *map(int, size.split("x")))
            pages = [(name, path, is_drawn) for name, path in PAGES.items()]
            for name, path, is_shown in [*pages, ("cases", cases_path(daemon), is_listed)]:
                browser.get(daemon.url(path))
                WebDriverWait(browser, WAIT_S, 0.1).until(is_shown, f"never drawn: {path}")
                time.sleep(SETTLE_S)
                browser.save_screenshot(os.path.join(folder, f"{name}.png"))
        finally:
            browser.quit()
            daemon.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
