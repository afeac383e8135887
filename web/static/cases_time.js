// Instants and spans of cases as words.  Beijing time throughout, whatever the browser's clock says.
import { lang, t } from "/static/i18n.js";
import { count, w } from "/static/cases_words.js";

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const OFFSET_MS = 8 * HOUR_S * 1000;

const two = (n) => String(n).padStart(2, "0");

// Of an instant as the API writes it; an end of day is written as 24:00 of the day that ends.
function parts(text, isEnd) {
    const at = Date.parse(text);
    const shifted = new Date(at + OFFSET_MS);
    const isMidnight = isEnd && shifted.getTime() % (DAY_S * 1000) === 0;
    const day = isMidnight ? new Date(shifted.getTime() - DAY_S * 1000) : shifted;
    return {
        date: day.toISOString().slice(0, 10),
        clock: isMidnight ? "24:00" : `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`,
    };
}

export const dateOf = (text) => parts(text, false).date;
export const dueDateOf = (text) => parts(text, true).date;
export const clockOf = (text) => parts(text, false).clock;

// 03-05, of another year than @now's 2025-12-05.
export const shortDate = (date, now) => date.slice(0, 4) === dateOf(now).slice(0, 4) ? date.slice(5) : date;

export const weekdayOf = (date) => t.weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()];

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const split = (date) => date.split("-").map(Number);

// 3-1
export function monthDay(date) {
    const [, month, day] = split(date);
    return `${month}-${day}`;
}

// 3月7日, 3月7日至8日, 2月28日至3月1日
export function rangeWords(from, to) {
    const [, month, day] = split(from);
    const [, lastMonth, lastDay] = split(to);
    const isZh = lang === "zh";
    if (from === to) {
        return isZh ? `${month}月${day}日` : `${day} ${MONTHS[month - 1]}`;
    }
    if (month === lastMonth) {
        return isZh ? `${month}月${day}日至${lastDay}日` : `${day} to ${lastDay} ${MONTHS[month - 1]}`;
    }
    return isZh ? `${month}月${day}日至${lastMonth}月${lastDay}日` : `${day} ${MONTHS[month - 1]} to ${lastDay} ${MONTHS[lastMonth - 1]}`;
}

// 3月5日 周四
export function longDate(date) {
    const [, month, day] = split(date);
    return t.date({ month, day }, weekdayOf(date));
}

export function shortTime(text, now) {
    const { date, clock } = parts(text, false);
    return `${shortDate(date, now)} ${clock}`;
}

export function shortDue(text, now) {
    const { date, clock } = parts(text, true);
    return `${shortDate(date, now)} ${clock}`;
}

export function longDue(text) {
    const { date, clock } = parts(text, true);
    return `${longDate(date)} ${clock}`;
}

export const addDays = (date, n) => new Date(Date.parse(`${date}T00:00:00Z`) + n * DAY_S * 1000).toISOString().slice(0, 10);

const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / (DAY_S * 1000));

// 46 分, 7 小时 36 分; seconds are cut off.
export function span(seconds) {
    const minutes = Math.floor(seconds / 60);
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return hours === 0 ? w.min(rest) : rest === 0 ? w.hour(hours) : `${w.hour(hours)} ${w.min(rest)}`;
}

export const isRunning = (one) => one.state === "open" || one.state === "suspended";

// How long until @due, or since: in the unit of the limit where that can be told, else in days; less than a day in hours.
// @workdays: remaining_workdays of the API, null when it is not known.
export function distance(due, now, unit, workdays) {
    const seconds = Math.floor((Date.parse(due) - Date.parse(now)) / 1000);
    const days = Math.abs(daysBetween(dateOf(now), dueDateOf(due)));
    if (days === 0 || (unit === "minute" || unit === "hour") && Math.abs(seconds) < DAY_S) {
        return span(Math.abs(seconds));
    }
    return unit === "workday" && workdays ? w.workday(Math.abs(workdays)) : w.day(days);
}

// 还剩 2 个工作日, 超期 3 天, 办结 ..
export function leftWords(one, now) {
    if (!isRunning(one)) {
        return one.late ? w.closedLate : w.states[one.state];
    }
    if (one.due === null) {
        return one.state === "suspended" ? w.still : w.noDue;
    }
    const words = distance(one.due, now, one.unit, one.remaining_workdays);
    return Date.parse(one.due) < Date.parse(now) ? w.over(words) : w.left(words);
}

export const amountWords = (n, unit) => n === 0 ? w.sameDay : `${count(n)} ${w.units[unit]}`;

export const limitWords = (n, unit) => n === 0 ? w.sameDay : w.limit(count(n), w.units[unit]);

// 25 分, 3.5 时, for a narrow cell.
export function shortSpan(seconds) {
    const hours = Math.round(seconds / 360) / 10;
    return seconds < HOUR_S ? `${Math.round(seconds / 60)}${lang === "zh" ? "分" : "m"}` : `${hours}${lang === "zh" ? "时" : "h"}`;
}
