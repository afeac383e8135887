// What codes of halls and items are called.
import { ask } from "/static/cases_api.js";
import { w } from "/static/cases_words.js";

let halls = new Map();
let items = new Map();

export async function learnNames() {
    const [someHalls, someItems] = await Promise.all([ask("/api/v1/halls"), ask("/api/v1/items")]);
    halls = new Map(someHalls.map((hall) => [hall.code, hall]));
    items = new Map(someItems.map((item) => [item.code, item]));
}

export const allHalls = () => [...halls.values()];
export const allItems = () => [...items.values()];
export const rootCode = () => allHalls().find((hall) => hall.parent === null)?.code ?? "";
export const hallName = (code) => halls.get(code)?.name ?? code;
export const itemName = (code) => code === null ? w.noItem : items.get(code)?.name ?? code;

// Of a question: where it is about.
export function placeName({ hall, area }) {
    if (hall !== undefined) {
        return hallName(hall);
    }
    return area !== undefined ? w.and(hallName(area)) : w.everywhere;
}
