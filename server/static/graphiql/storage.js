/* What the browser keeps for this page. */

/** The browser's own storage; where it is switched off, one that lasts as long as the page. */
export function openShelf() {
  try {
    return window.localStorage;
  } catch {
    const kept = {};
    const hide = (name, value) => Object.defineProperty(kept, name, { value });
    hide("getItem", (key) => kept[key] ?? null);
    hide("setItem", (key, value) => void (kept[key] = String(value)));
    hide("removeItem", (key) => void delete kept[key]);
    return kept;
  }
}

/** Where GraphiQL keeps tabs and history. The history would keep headers too, whatever shouldPersistHeaders says. */
export function keptWithoutHeaders(shelf, { onClear }) {
  const holdHeaders = ["graphiql:tabState", "graphiql:queries", "graphiql:favorites"];
  const keys = () => Object.keys(shelf).filter((key) => key.startsWith("graphiql:"));
  return {
    getItem: (key) => shelf.getItem(key),
    removeItem: (key) => shelf.removeItem(key),
    setItem(key, value) {
      if (key === "graphiql:headers") return;
      shelf.setItem(key, holdHeaders.includes(key) ? withoutHeaders(value) : value);
    },
    get length() {
      return keys().length;
    },
    clear() {
      keys().forEach((key) => shelf.removeItem(key));
      onClear();
    },
  };
}

function withoutHeaders(json) {
  return JSON.stringify(JSON.parse(json), (key, value) => (key === "headers" ? null : value));
}
