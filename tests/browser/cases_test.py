"""The page of cases: lists, filters, one case with its days, by mouse and by keyboard."""

import time
import unittest
from urllib.parse import urlencode

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from browser import resize
from page_case import HALL, SIZES, PageCase

S = 10**9
DAY = 86400 * S
TOWN = "330106002"
N_GREEN = 110
MARKUP = "<b>X</b>"
LIGHTS = ["black", "red", "yellow", "green", "suspended"]


def line(number, event, at, hall=HALL, item="SB0401", channel="window", org="SB", **fields):
    said = "".join(f",{name}={value}" for name, value in fields.items())
    return f'case,hall={hall},item={item},channel={channel},org={org},event={event} id="{number}"{said} {at}'


def city(now):
    """Overdue, suspended for a while, suspended now, closed, with markup for a name, and plenty that is well."""
    promise = {"promise": "30i", "promise_unit": '"day"'}  # whatever holidays there are just now
    return [
        *(line(f"LATE-{i}", "apply", now - 10 * DAY, due=f"{now - (2 + i) * DAY}i") for i in range(3)),
        line("PAUSED-1", "accept", now - 9 * DAY, item="GA0601", **promise),
        line("PAUSED-1", "suspend", now - 8 * DAY, item="GA0601", kind='"testing"'),
        line("PAUSED-1", "resume", now - 3 * DAY, item="GA0601"),
        line("STILL-1", "accept", now - 9 * DAY, **promise),
        line("STILL-1", "suspend", now - 8 * DAY, kind='"hearing"'),
        line("DONE-1", "accept", now - 9 * DAY, **promise),
        line("DONE-1", "close", now - 8 * DAY),
        line("MARK-1", "apply", now - 9 * DAY, item=MARKUP, org=MARKUP, due=f"{now + 20 * DAY}i"),
        *(line(f"WELL-{i:03d}", "apply", now - 8 * DAY + i * S, hall=TOWN, channel="online", org="GA",
               due=f"{now + 30 * DAY + i * S}i") for i in range(N_GREEN)),
    ]


class Cases(PageCase):
    def setUp(self):
        super().setUp()
        self.daemon = self.serve()
        self.daemon.write(*city(time.time_ns()))
        self.browser.get(self.daemon.url("/cases?lang=zh"))
        self.browser.execute_script("localStorage.clear()")

    # --- tools -----------------------------------------------------------------------------

    def show(self, **asked):
        self.browser.get(self.daemon.url(f"/cases?{urlencode(asked)}"))
        self.until("an answer", lambda: self.text("#end"))

    def api(self, path="/api/v1/cases", **asked):
        return self.daemon.get(f"{path}?{urlencode(asked)}")

    def total(self, **asked):
        return self.api(limit=0, **asked)["total"]

    def await_total(self, n):
        self.until(f"{n} cases", lambda: self.text("#total") == f"{n} 件")

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector):
        return self.browser.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", selector)

    def focused(self):
        return self.browser.switch_to.active_element

    def press(self, *keys):
        for key in keys:
            self.focused().send_keys(key)

    def await_case(self, number):
        self.until(f"case {number}", lambda: self.find("#case").get_attribute("data-id") == number)

    def asked(self):
        return self.browser.execute_script("return Object.fromEntries(new URLSearchParams(location.search))")

    # --- the list --------------------------------------------------------------------------

    def test_open_cases_the_most_urgent_first(self):
        self.show()
        listed = self.api(state="open", sort="remaining", limit=1000)
        self.await_total(listed["total"])
        self.until("lights", lambda: self.text(".lights .open b") == str(listed["total"]))
        for light in LIGHTS:
            self.assertEqual(self.text(f".lights .{light} b"), str(self.total(state="open", light=light)), light)
        numbers = [one["id"] for one in listed["cases"]]
        self.assertEqual(self.texts(".row .id"), numbers[:100])
        self.assertEqual(self.texts(".row .item")[0], "社会保险参保登记")
        self.assertRegex(self.texts(".row .left")[0], r"^超期 \d+ 天$")
        first = self.find(".row")
        self.find("#scroll").send_keys(Keys.END)
        self.find("#more").click()
        self.until("all of them", lambda: self.texts(".row .id") == numbers)
        self.assertEqual(self.text("#end"), "已全部列出")
        self.assertEqual(first.find_element(By.CSS_SELECTOR, ".id").text, numbers[0])
        self.assertEqual(self.complaints(), [])

    def test_filters_and_their_address(self):
        self.show()
        n_open = self.total(state="open")
        self.await_total(n_open)
        self.find(".lights .red").click()
        self.await_total(3)
        self.assertEqual(self.asked(), {"light": "red"})
        Select(self.find("#f-place")).select_by_value(f"hall={TOWN}")
        self.await_total(0)
        self.assertIn("没有符合条件的办件", self.text("#end"))
        self.browser.back()
        self.await_total(3)
        self.browser.back()
        self.await_total(n_open)
        self.assertEqual(self.find(".lights .red").get_attribute("aria-pressed"), "false")
        self.find("#f-item").send_keys("居民身份证换领", Keys.TAB)
        self.await_total(1)
        self.assertEqual(self.asked(), {"item": "GA0601"})
        self.find(".clear").click()
        self.await_total(n_open)
        Select(self.find("#f-channel")).select_by_value("online")
        self.await_total(N_GREEN)
        target = self.find("#csv").get_attribute("href").split("/", 3)[3]
        _, headers, _ = self.daemon.ask("GET", f"/{target}")
        self.assertEqual(headers["X-Shuzhi-Total"], str(N_GREEN))
        Select(self.find("#f-state")).select_by_value("closed")
        self.await_total(0)
        Select(self.find("#f-channel")).select_by_value("")
        self.await_total(1)
        self.assertEqual(self.texts(".row .left"), ["办结"])
        self.assertEqual(self.complaints(), [])

    def test_a_shared_address(self):
        due = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600 + 25 * 86400))
        asked = {"area": HALL, "org": "GA", "due_from": due, "sort": "-remaining"}
        self.show(**asked)
        self.await_total(self.total(state="open", **asked))
        self.assertGreater(self.total(state="open", **asked), 0)
        self.assertEqual(self.find("#f-org").get_attribute("value"), "GA")
        self.assertEqual(self.find("#f-due").get_attribute("value"), due)
        self.assertEqual(Select(self.find("#f-place")).first_selected_option.get_attribute("value"), f"area={HALL}")

    def test_what_cannot_be_asked(self):
        self.show(hall="nowhere")
        self.until("the reason", lambda: "nowhere" in self.text("#end [role=alert]"))
        self.assertEqual(self.texts(".row"), [])
        self.complaints()  # the browser tells of every answer that is a refusal
        self.show(hall=HALL, id="NONE-1")
        self.until("the reason", lambda: "没有这个办件" in self.text("#case [role=alert]"))
        self.find("#case .close").click()
        self.until("closed", lambda: not self.find("#case").is_displayed())

    def test_names_are_text(self):
        self.show(hall=HALL, id="MARK-1", item=MARKUP)
        self.await_case("MARK-1")
        self.await_total(1)
        self.assertEqual(self.texts(".row .item"), [MARKUP])
        self.assertEqual(self.text("#case h2"), MARKUP)
        self.assertEqual([name for name in self.texts("b") if name == "X"], [])

    # --- one case --------------------------------------------------------------------------

    def check_strip(self, number):
        one = self.api("/api/v1/case", hall=HALL, id=number)["case"]
        self.assertEqual([day.get_attribute("data-date") for day in self.browser.find_elements(By.CSS_SELECTOR, ".day")],
                         [day["date"] for day in one["strip"]])
        counted = [str(day["n"]) for day in one["strip"] if day["n"] is not None]
        self.assertEqual(self.texts(".day.counted .box"), counted)
        n_suspended = sum(day["reason"] == "suspended" for day in one["strip"])
        self.assertGreater(n_suspended, 0)
        self.assertEqual(len(self.texts(".day.suspended")), n_suspended)
        return one

    def test_a_search_opens_a_case(self):
        self.show()
        self.press("/")
        self.assertEqual(self.focused().get_attribute("id"), "f-q")
        self.press("PAUSED-1", Keys.ENTER)
        self.await_case("PAUSED-1")
        self.assertEqual(self.asked(), {"q": "PAUSED-1", "id": "PAUSED-1", "id_hall": HALL})
        one = self.check_strip("PAUSED-1")
        self.assertEqual([day.get_attribute("data-date") for day in self.browser.find_elements(By.CSS_SELECTOR, ".day.due")],
                         [one["due_date"]])
        self.assertIn("检测", self.text(".reasons"))
        self.assertEqual(len(self.texts(".events li")), 3)
        self.press(Keys.ESCAPE)
        self.until("closed", lambda: not self.find("#case").is_displayed())
        self.assertEqual(self.asked(), {"q": "PAUSED-1"})
        self.assertIn("row", self.focused().get_attribute("class"))
        self.show(q="DONE-1")
        self.await_total(1)  # whatever its state

    def test_suspended_now(self):
        self.show(hall=HALL, id="STILL-1")
        self.await_case("STILL-1")
        self.check_strip("STILL-1")
        self.assertEqual(self.texts(".day.due"), [])
        self.assertIn("暂停", self.text(".clock-card"))

    def test_keys(self):
        self.show(hall=HALL)
        numbers = self.texts(".row .id")
        self.find(".row").send_keys(Keys.ARROW_DOWN)
        self.press(Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER)
        self.await_case(numbers[1])
        self.press(Keys.ESCAPE)
        self.until("back in the list", lambda: "row" in (self.focused().get_attribute("class") or ""))
        self.assertEqual(self.focused().find_element(By.CSS_SELECTOR, ".id").text, numbers[1])
        self.show(hall=HALL, id="PAUSED-1")
        self.await_case("PAUSED-1")
        self.browser.execute_script("document.querySelector('.day[tabindex=\"0\"]').focus()")
        self.press(Keys.HOME)
        self.assertIn("受理当日不计", self.text(".told"))
        self.press(Keys.ARROW_RIGHT)
        self.assertEqual(self.text(".told"), self.focused().get_attribute("aria-label"))
        self.assertEqual(self.complaints(), [])

    # --- both languages, sizes, links ------------------------------------------------------

    def test_both_languages(self):
        self.show(hall=HALL, id="PAUSED-1")
        self.await_case("PAUSED-1")
        self.assertEqual(self.text(".days h3"), "每一天怎么算")
        self.find("#lang").click()
        self.until("English", lambda: self.text(".lights .red .word") == "overdue")
        self.await_case("PAUSED-1")
        self.assertEqual(self.text(".days h3"), "Day by day")
        self.assertIn("testing", self.text(".reasons"))
        self.assertEqual(self.asked(), {"hall": HALL, "id": "PAUSED-1", "lang": "en"})

    def test_nothing_overlaps(self):
        for width, height in SIZES:
            resize(self.browser, width, height)
            for lang in ("zh", "en"):
                self.show(hall=HALL, lang=lang)
                self.until("an outlook", lambda: self.text("#outlook"))
                self.check_layout(".bar, .lights, .outlook, .filters, .work", width, height)
                self.check_layout(".field, .filters > button:not([hidden], .toggle)", width, height)
                self.check_layout("li:first-child > .row > span", width, height)
                self.show(hall=HALL, id="PAUSED-1", lang=lang)
                self.await_case("PAUSED-1")
                self.check_layout(".list, .case", width, height)
                self.check_layout(".day", width, height)
                self.check_layout(".clock-card", width, height)
                self.keep(f"case-{width}-{lang}")
        self.assertEqual(self.complaints(), [])

    def test_a_phone(self):
        resize(self.browser, 390, 844)
        for asked in ({"hall": HALL}, {"hall": HALL, "id": "PAUSED-1"}):
            self.show(**asked) if "id" not in asked else self.browser.get(self.daemon.url(f"/cases?{urlencode(asked)}"))
            self.until("shown", lambda: self.texts(".day") if "id" in asked else self.texts(".row"))
            self.assertLessEqual(self.browser.execute_script("return document.documentElement.scrollWidth"), 390)
            self.keep(f"phone-{len(asked)}")
        self.assertFalse(self.find("#list").is_displayed())
        days = self.boxes(".day")
        self.assertEqual(sorted(days, key=lambda box: (box[2], box[1])), days)  # week below week
        self.assertEqual(len({box[1] for box in days}), 7)

    def test_from_the_wall(self):
        self.open(self.daemon, f"/wall/{HALL}")
        link = self.until("the overdue", lambda: next(iter(self.browser.find_elements(
            By.CSS_SELECTOR, "#deadlines .spots a[href*='light=red']")), None))
        self.assertIn("3 件", link.get_attribute("aria-label"))
        link.send_keys(Keys.ENTER)
        self.until("the page", lambda: "/cases?" in self.browser.current_url)
        self.await_total(3)

    def test_a_lost_link(self):
        self.show(hall=HALL)
        before = self.text("#total")
        self.assertEqual(self.daemon.stop(), 0)
        self.until("the notice", lambda: self.is_lost() and "数据已停" in self.text("#notice"))
        self.assertEqual(self.text("#total"), before)
        again = self.serve(screens=f"127.0.0.1:{self.daemon.screens}")
        again.write(line("NEW-1", "apply", time.time_ns(), due=f"{time.time_ns() + DAY}i"))
        self.until("found again", lambda: not self.is_lost())
        self.until("one more", lambda: self.text("#total") == f"{int(before.split()[0]) + 1} 件")


if __name__ == "__main__":
    unittest.main(verbosity=2)
