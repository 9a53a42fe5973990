// The reader's own queries, kept in this browser alone.

const PLACE = "peercity.queries";

/** All of them, in the order of their titles. */
export function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return found.sort((one, other) => one.title.localeCompare(other.title));
  } catch {
    return [];
  }
}

/** Keeps a query, in the place of one of the same title. */
export function keep(query) {
  write([...kept().filter(({ title }) => title !== query.title), query]);
}

export function forget(wanted) {
  write(kept().filter(({ title }) => title !== wanted));
}

function write(queries) {
  localStorage.setItem(PLACE, JSON.stringify(queries));
}
