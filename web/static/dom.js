// Elements from code.  What they say is set as text, never as markup.

// element("a", {class: "row", href: "/"}, "words", [more], child, ..)
export function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (value === true) {
            made.setAttribute(key, "");
        } else if (value !== false && value !== null && value !== undefined) {
            made.setAttribute(key, value);
        }
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return made;
}

export function say(node, text) {
    if (node.textContent !== text) {
        node.textContent = text;
    }
}
