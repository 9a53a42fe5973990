// Queries that a person keeps, in this browser and nowhere else.

const KEY = "peercity.queries";

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

/** Show the list, and return what saves a query under a title. */
export function savedQueries(section, words, open) {
  const list = section.querySelector("ul");

  function write(queries) {
    localStorage.setItem(KEY, JSON.stringify(queries));
    show();
  }

  function entry({ title, text }, place) {
    const item = document.createElement("li");
    const opening = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: title });
    opening.addEventListener("click", () => open(text));
    const deleting = Object.assign(document.createElement("button"), {
      type: "button",
      className: "link count",
      textContent: words.delete,
    });
    deleting.setAttribute("aria-label", `${words.delete}: ${title}`);
    deleting.addEventListener("click", () => write(read().filter((_, number) => number !== place)));
    item.append(opening, " ", deleting);
    return item;
  }

  function show() {
    const queries = read();
    section.hidden = queries.length === 0;
    list.replaceChildren(...queries.map(entry));
  }

  show();
  return {
    save(text) {
      const title = window.prompt(words.title, "")?.trim();
      if (title) write([...read().filter((one) => one.title !== title), { title, text }]);
    },
    titleOf: (text) => read().find((one) => one.text === text)?.title ?? "",
  };
}
