// The editor: YASQE, the editor of YASGUI, on our endpoint's prefixes and terms and in the reader's language.

import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import { completeTerms } from "./terms.js";

/** Puts an editor in the place of a text field. `run` is called by Ctrl + Enter. */
export function openEditor(field, { label, iris, language, words, run }) {
  completeTerms(Yasqe, iris, language);
  knowPrefixes(Yasqe, iris.prefixes);
  const place = field.parentElement;
  const value = field.value;
  field.remove();
  const yasqe = new Yasqe(place, {
    value: value.trimEnd(),
    screenReaderLabel: label,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    viewportMargin: Infinity,
    // The Tab key leaves the editor, as it leaves any other field.
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": false, Tab: false, "Shift-Tab": false },
  });
  // A prefix that is known without a PREFIX line still gets one when it is typed, so that queries run elsewhere too.
  const { getPrefixesFromQuery } = yasqe;
  yasqe.getPrefixesFromQuery = () => ({ ...getPrefixesFromQuery.call(yasqe) });
  inWords(yasqe, words);
  return yasqe;
}

/** Marks the place of an error, both counted from 1. */
export function goTo(yasqe, line, column) {
  yasqe.focus();
  yasqe.getDoc().setCursor(line - 1, column - 1);
}

/** The endpoint knows these prefixes, so a query that uses them without PREFIX lines is no error. */
function knowPrefixes(Yasqe, prefixes) {
  const { sparql11 } = Yasqe.modes;
  Yasqe.defineMode("sparql11", (...options) => {
    const mode = sparql11(...options);
    return { ...mode, startState: () => ({ ...mode.startState(), prefixes: Object.create(prefixes) }) };
  });
}

/** YASQE speaks English only: its two sentences are said in the reader's language. */
function inWords(yasqe, words) {
  const { showNotification, checkSyntax } = yasqe;
  yasqe.showNotification = (key) => showNotification(key, words.complete);
  yasqe.checkSyntax = () => {
    checkSyntax();
    for (const icon of yasqe.getWrapperElement().querySelectorAll(".parseErrorIcon")) {
      icon.onmouseover = icon.onmouseout = null;
      icon.title = words.wrong;
    }
  };
  yasqe.checkSyntax();
}
