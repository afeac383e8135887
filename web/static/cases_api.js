// Questions of the pages about cases: the address of the page says what is asked, so that it can be shared and gone back to.

const AGAIN_MS = 1000;

export const FILTERS = ["state", "light", "hall", "area", "item", "org", "channel", "due_from", "due_to", "age_min_days", "age_max_days", "q", "sort"];

export function readAddress() {
    const params = new URLSearchParams(location.search);
    const question = Object.fromEntries(FILTERS.filter((name) => params.has(name)).map((name) => [name, params.get(name)]));
    const id = params.get("id");
    return { question, open: id === null ? null : { hall: params.get("id_hall") ?? params.get("hall") ?? "", id } };
}

// The address of @question with the case @open beside it, or none.
export function addressOf(question, open) {
    const params = new URLSearchParams(question);
    const lang = new URLSearchParams(location.search).get("lang");
    if (open !== null) {
        params.set("id", open.id);
        if (open.hall !== question.hall) {
            params.set("id_hall", open.hall);
        }
    }
    if (lang !== null) {
        params.set("lang", lang);
    }
    const text = params.toString();
    return text === "" ? "/cases" : `/cases?${text}`;
}

// Open cases, and any of a number that is searched.
export const stateOf = (question) => question.state ?? (question.q === undefined ? "open" : "all");

// The most urgent first, when nothing else is said.
export function targetOf(path, question, more) {
    const params = new URLSearchParams({ sort: "remaining", ...question, state: stateOf(question), ...more });
    return `${path}?${params}`;
}

export const placeOf = ({ hall, area }) => hall !== undefined ? { hall } : area !== undefined ? { area } : {};

// A list of codes holds commas; a code of its own may, behind a backslash.
export const escaped = (code) => code.replaceAll("\\", "\\\\").replaceAll(",", "\\,");

export const sameCase = (one, other) => one !== null && other !== null && one.hall === other.hall && one.id === other.id;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// What is refused (4xx) is thrown as {code, message, hint}; a daemon that is away, starts or is busy is asked again, while
// @isWanted holds, and @onTrouble hears of it.  Returns: the answer, or null when it is not wanted any more.
export async function ask(target, isWanted = () => true, onTrouble = () => {}) {
    while (isWanted()) {
        try {
            const answer = await fetch(target);
            const body = answer.status < 500 ? await answer.json() : null;
            if (!isWanted()) {
                return null;
            }
            if (answer.ok) {
                return body;
            }
            if (body !== null) {
                throw body.error;
            }
        } catch (problem) {
            if (problem?.code !== undefined && problem.message !== undefined && !(problem instanceof Error)) {
                throw problem;
            }
        }
        onTrouble();
        await wait(AGAIN_MS);
    }
    return null;
}
