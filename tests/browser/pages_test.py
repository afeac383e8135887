"""The pages as people see them, in headless Chromium: live numbers, a lost link, languages, two sizes of wall."""

import time
import unittest

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import resize
from page_case import HALL, SIZES, PageCase

WALL = ["queues", "windows", "kiosks", "index", "waiting", "deadlines"]
CITY_PANELS = ["citymap", "ranking", "index", "waits"]


class Pages(PageCase):
    def test_a_number_changes_after_a_post(self):
        daemon = self.serve()
        self.open(daemon, f"/wall/{HALL}")
        self.until("the hall's name", lambda: "西湖区" in self.text("#name"))
        self.until("nobody waits", lambda: self.text("#queues .n") == "共 0 人")
        now_ns = time.time_ns()
        daemon.write(*(f'ticket,hall={HALL},queue=A,event=take id="A{i:03d}" {now_ns - i * 10**9}' for i in range(3)))
        self.until("three wait", lambda: self.text("#queues .n") == "共 3 人")
        daemon.write(f'ticket,hall={HALL},queue=A,event=call,window=W001 id="A001" {time.time_ns()}')
        self.until("two wait", lambda: self.text("#queues .n") == "共 2 人")
        self.assertEqual(self.complaints(), [])

    def test_a_lost_link_is_said_and_found_again(self):
        daemon = self.serve()
        daemon.write(f'ticket,hall={HALL},queue=A,event=take id="A001" {time.time_ns()}')
        self.open(daemon, f"/wall/{HALL}")
        self.until("one waits", lambda: self.text("#queues .n") == "共 1 人")
        self.assertFalse(self.is_lost())
        self.assertEqual(daemon.stop(), 0)
        self.until("the notice", lambda: self.is_lost() and "数据已停" in self.text("#notice"))
        for panel in WALL:
            self.assertIn("stale", self.browser.find_element(By.ID, panel).get_attribute("class"), panel)
        self.keep("lost")
        heard = self.browser.execute_async_script(
            "const done = arguments[0]; let n = 0; const alarm = document.querySelector('[role=alert]');"
            "new MutationObserver(() => { n++; }).observe(alarm, {childList: true, characterData: true, subtree: true});"
            "setTimeout(() => done([n, alarm.textContent]), 2500);")
        self.assertEqual(heard, [0, "数据已停，正在重连。"])  # said once, not each second
        again = self.serve(screens=f"127.0.0.1:{daemon.screens}")
        again.write(f'ticket,hall={HALL},queue=A,event=take id="A002" {time.time_ns()}')
        self.until("two wait, and the notice is gone",
                   lambda: not self.is_lost() and self.text("#queues .n") == "共 2 人")
        self.assertNotIn("stale", self.browser.find_element(By.ID, "queues").get_attribute("class"))

    def test_no_grade_reaches_the_sentences(self):
        daemon = self.serve()
        self.open(daemon, "/city?lang=en")
        self.until("the city's name", lambda: "杭州" in self.text("#name"))
        for score, grade in (("67.8", "to improve"), ("98.6", "excellent")):
            figure, words = self.browser.execute_script(
                "document.getElementById('score').textContent = arguments[0];"
                "document.getElementById('grade').textContent = arguments[1];"
                "return ['grade', 'situation'].map((id) => document.getElementById(id).getBoundingClientRect())"
                ".map((box, i) => i ? box.left : box.right);", score, grade)
            self.assertLess(figure, words, grade)

    def test_both_languages(self):
        daemon = self.serve()
        self.open(daemon, f"/wall/{HALL}")
        self.until("Chinese first", lambda: self.text("#queues h2") == "排队")
        self.browser.find_element(By.ID, "lang").click()
        self.until("English", lambda: self.text("#queues h2") == "Queues")
        self.assertEqual(self.browser.find_element(By.TAG_NAME, "html").get_attribute("lang"), "en")
        self.open(daemon, "/city")
        self.until("remembered", lambda: self.text("#ranking h2") == "Ranking")
        self.browser.find_element(By.ID, "lang").click()
        self.until("Chinese again", lambda: self.text("#ranking h2") == "排名")

    def test_an_unknown_hall(self):
        self.open(self.serve(), "/wall/nowhere")
        self.assertIn("没有这个大厅", self.text("body"))

    def sentences(self):
        """Size of each as a name, whether it is cut, and its words."""
        return self.browser.execute_script(
            "return [...document.querySelectorAll('#situation li')].map((li) => { const p = li.querySelector('p');"
            " return [li.style.fontSize, p.scrollWidth > p.clientWidth, li.textContent]; })")

    def test_sentences_fit(self):
        self.open(self.serve(), f"/wall/{HALL}")
        self.until("a sentence", lambda: self.text("#situation"))
        words = ["短句。", "一" * 38 + "。", "一" * 50 + "。"]
        lines = {str(i + 1): {"state": "late", "subject": {"zh": "某队列"}, "text": {"zh": text}}
                 for i, text in enumerate(words * 4)}
        for first, sizes in ((1, ["head", "text"]), (2, ["text", "label"]), (10, ["head", "text"])):
            shown = {key: line for key, line in lines.items() if int(key) >= first}
            self.browser.execute_async_script(
                "const [lines, done] = arguments;"
                "import('/static/situation.js').then((page) => { page.showSituation({ lines }); done(); });", shown)
            self.assertEqual([size for size, _, _ in self.sentences()], [f"var(--{size})" for size in sizes])
            self.assertFalse(any(is_cut for _, is_cut, _ in self.sentences()))
            rest = len(shown) - 2
            self.assertTrue(self.sentences()[1][2].endswith(f"另 {rest} 件"))
            self.assertTrue(self.sentences()[0][2].endswith("。"))

    def test_walls_of_two_sizes(self):
        daemon = self.demo()
        for width, height in SIZES:
            resize(self.browser, width, height)
            for path, panels in ((f"/wall/{HALL}", WALL), ("/city", CITY_PANELS)):
                self.open(daemon, path)
                self.await_drawn(panels)
                self.until("sentences", lambda: self.text("#situation"))
                self.check_layout("main > *", width, height)
                self.assertFalse(any(is_cut for _, is_cut, _ in self.sentences()), (path, width))
                self.keep(f"{path.split('/')[1]}-{width}")
        self.assertEqual(self.complaints(), [])

    def test_from_the_city_to_a_hall(self):
        daemon = self.demo()
        self.open(daemon, "/city")
        self.await_drawn(CITY_PANELS)
        self.until("the city's score", lambda: self.browser.find_element(
            By.TAG_NAME, "body").get_attribute("data-score"))
        # At once: the map is drawn anew, links and all, whenever something changes.
        count, label, target = self.until("a link a district", lambda: self.browser.execute_script(
            "const links = [...document.querySelectorAll('#citymap .spots a')];"
            "return links.length ? [links.length, links[0].ariaLabel, links[0].href] : null"))
        self.assertGreaterEqual(count, 13)
        self.assertTrue(label.strip())

        def press_enter():
            try:
                self.browser.find_element(By.CSS_SELECTOR, "#citymap .spots a").send_keys(Keys.ENTER)
                return True
            except StaleElementReferenceException:
                return False
        self.until("the first link is pressed", press_enter)
        self.until("the wall of that hall", lambda: self.browser.current_url == target)
        self.until("its name", lambda: self.text("#name"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
