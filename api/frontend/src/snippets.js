// A query to take away: a line for the shell, a cell for a notebook.

const ACCEPT = { SELECT: "text/csv", ASK: "application/sparql-results+json" };
const GRAPH = "text/turtle";

/** A command for the shell that prints the answer. */
export function curl({ endpoint, query, form, release }) {
  return [
    `curl --silent --show-error --fail-with-body ${quoted(endpoint)}`,
    `  --header ${quoted(`Accept: ${ACCEPT[form] ?? GRAPH}`)}`,
    `  --data ${quoted(`release=${release}`)}`,
    `  --data-urlencode ${quoted(`query=${query}`)}`,
  ].join(" \\\n");
}

/** A notebook cell whose last line is the answer: a table, a truth or a graph. */
export function python({ endpoint, query, form, release }) {
  const [library, read] = {
    SELECT: ["import pandas", 'pandas.read_csv(response, keep_default_na=False, na_values=[""])'],
    ASK: ["import json", 'json.load(response)["boolean"]'],
  }[form] ?? ["import rdflib", 'rdflib.Graph().parse(data=response.read(), format="turtle")'];
  return `from urllib.parse import urlencode
from urllib.request import Request, urlopen

${library}

query = ${literal(query)}
form = urlencode({"query": query, "release": ${release}}).encode()
request = Request(${JSON.stringify(endpoint)}, form, {"Accept": ${JSON.stringify(ACCEPT[form] ?? GRAPH)}})
with urlopen(request) as response:
    answer = ${read}
answer
`;
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text in Python: over several lines where it can stand as it is; what JSON writes is Python too. */
function literal(text) {
  return text.includes('"""') ? JSON.stringify(text) : `r"""\n${text.trim()}\n"""`;
}
