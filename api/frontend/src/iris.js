// How IRIs are written and where on this site their pages are.

const LOCAL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?$/u;

export class Iris {
  constructor({ prefixes, bases, language, languageAsked }) {
    this.prefixes = prefixes;
    this.bases = bases;
    this.suffix = languageAsked ? `?lang=${language}` : "";
  }

  /** An IRI as a query writes it by a known prefix; undefined where there is none. */
  prefixed(iri) {
    for (const [prefix, start] of Object.entries(this.prefixes)) {
      const local = iri.slice(start.length);
      if (iri.startsWith(start) && LOCAL.test(local)) return `${prefix}:${local}`;
    }
  }

  /** An IRI as a reader wants to see it: by its prefix, without the base of the data, or whole. */
  short(iri) {
    const { id } = this.bases;
    return this.prefixed(iri) ?? (iri.startsWith(id) ? iri.slice(id.length) : iri);
  }

  /** The address of the page about an IRI; of others' IRIs, the IRI itself where it is one to follow. */
  address(iri) {
    const { id, concept, ontology } = this.bases;
    if (iri.startsWith(ontology)) return `/ontology${this.suffix}#${iri.slice(ontology.length)}`;
    for (const [kind, start] of [["concept", concept], ["id", id]])
      if (iri.startsWith(start)) {
        const path = encodeURI(iri.slice(start.length)).replace(/[?#]/g, encodeURIComponent);
        return `/${kind}/${path}${this.suffix && `.html${this.suffix}`}`;
      }
    return /^https?:/.test(iri) ? iri : undefined;
  }
}
