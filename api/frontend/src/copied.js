// A query as something that runs elsewhere.

const endpoint = () => new URL("/sparql", location.href).href;
const shell = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Return a command for a shell. */
export function curl(query, { release, format }) {
  const lines = [`curl --fail-with-body ${shell(endpoint())}`, `--data-urlencode ${shell(`query=${query}`)}`];
  if (release) lines.push(`--data release=${release}`);
  return [...lines, `--data format=${format}`].join(" \\\n  ");
}

/** Return a cell for a notebook, which needs pandas alone. */
export function python(query, { release }) {
  const fields = [`"query": query`, `"format": "csv"`, ...(release ? [`"release": "${release}"`] : [])];
  return [
    "from urllib.parse import urlencode",
    "",
    "import pandas as pd",
    "",
    `query = ${JSON.stringify(query)}`,
    `fields = {${fields.join(", ")}}`,
    `table = pd.read_csv("${endpoint()}?" + urlencode(fields))`,
    "table",
    "",
  ].join("\n");
}
