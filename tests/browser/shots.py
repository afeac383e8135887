"""Screenshots of the demo's pages: shots.py FOLDER [WIDTHxHEIGHT]"""

import os
import sys
import tempfile

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from browser import new_browser, resize
from daemon import Daemon

START = "2026-03-02T10:20"
PAGES = {"wall": "/wall/330106", "city": "/city", "wall-en": "/wall/330106?lang=en", "city-en": "/city?lang=en"}
WAIT_S = 60


def is_drawn(browser):
    panels = browser.find_elements(By.CLASS_NAME, "panel")
    has_words = browser.find_element(By.ID, "situation").text != ""
    has_score = browser.find_element(By.TAG_NAME, "body").get_attribute("data-score")
    return has_words and has_score and all(panel.get_attribute("data-drawn") for panel in panels)


def main(folder, size="1920x1080"):
    daemon = Daemon("demo", "--start", START)
    with tempfile.TemporaryDirectory() as profile:
        browser = new_browser(profile)
        try:
            daemon.await_ready()
            resize(browser, *map(int, size.split("x")))
            for name, path in PAGES.items():
                browser.get(daemon.url(path))
                WebDriverWait(browser, WAIT_S, 0.1).until(is_drawn, f"never drawn: {path}")
                browser.save_screenshot(os.path.join(folder, f"{name}.png"))
        finally:
            browser.quit()
            daemon.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
