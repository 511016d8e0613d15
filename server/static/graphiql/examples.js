/* The examples: fetched once, a few of them tabs at the first visit, and all in a menu by room with a search. */

const { createElement: h, useEffect, useLayoutEffect, useRef, useState } = React;
const { useEditorContext } = GraphiQL.React;

export async function fetchExamples() {
  try {
    return await (await fetch("graphiql/examples.json", { credentials: "omit" })).json();
  } catch {
    return []; // GraphiQL works without them
  }
}

export const firstTabs = (examples) => examples.filter(({ tab }) => tab !== null);

/** GraphiQL takes the first tab's query, but not its variables, from defaultTabs: both from what it last kept. */
export function openFirstTab(shelf, [first]) {
  if (!first || shelf.getItem("graphiql:tabState") !== null) return;
  shelf.setItem("graphiql:query", first.query);
  shelf.setItem("graphiql:variables", first.variables);
}

export function examplesPlugin(examples) {
  const listed = examples.map((example) => ({ ...example, says: firstComment(example.query) }));
  listed.sort((one, other) => one.name.localeCompare(other.name));
  const rooms = [...new Set(listed.map(({ room }) => room))].sort((one, other) => firstOf(one) - firstOf(other));
  return { title: "Examples", icon: ListIcon, content: ExamplesMenu };

  function firstOf(room) {
    return examples.findIndex((example) => example.room === room);
  }

  function ExamplesMenu() {
    const editor = useEditorContext({ nonNull: true });
    const [sought, setSought] = useState("");
    const menu = useRef(null);
    const open = useOpening(editor);
    const found = listed.filter((example) => fits(textOf(example), sought));
    const byName = found.filter((example) => fits(example.name.replace(/_/g, " "), sought));
    const first = [...new Set([...byName, ...found])]; // what is called so before what only mentions it
    const order = sought ? [...new Set(first.map(({ room }) => room))] : rooms;
    const groups = order.map((room) => [room, first.filter((example) => example.room === room)]);
    return h(
      "section",
      { className: "examples", "aria-label": "Examples", ref: menu, onKeyDown: (event) => walk(event, menu.current, setSought) },
      h("div", { className: "graphiql-doc-explorer-title" }, "Examples"),
      h(SearchField, { sought, setSought, count: listed.length }),
      h("p", { className: "examples-count", role: "status" }, sought && `${found.length} of ${listed.length}`),
      groups.map(([room, entries]) => [
        h("h2", { key: room, id: `examples-${room}` }, room),
        h(
          "ul",
          { key: `${room} list`, "aria-labelledby": `examples-${room}` },
          entries.map((example) => h("li", { key: example.name }, entryOf(editor, open, example))),
        ),
      ]),
    );
  }
}

function SearchField({ sought, setSought, count }) {
  const field = useRef(null);
  useEffect(() => field.current.focus(), []);
  return h("input", {
    ref: field,
    type: "search",
    value: sought,
    onChange: ({ target }) => setSought(target.value),
    placeholder: `Search ${count} examples`,
    "aria-label": "Search the examples",
    autoComplete: "off",
    spellCheck: false,
  });
}

/** All that an example is found by: its name, comment, room and permissions, and the fields it selects. */
function textOf({ name, room, permissions, query }) {
  return [name, name.replace(/_/g, " "), room, permissions.join(" "), query].join("\n");
}

/** Every word must stand somewhere. */
function fits(text, sought) {
  return sought.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));
}

/** Up and down walk from the search through what is found and back; Escape empties the search. */
function walk(event, menu, setSought) {
  const stops = [...menu.querySelectorAll("input, li button")];
  const at = stops.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key] ?? (at > 0 ? { Home: 1, End: stops.length - 1 }[event.key] : undefined);
  if (event.key === "Escape") {
    setSought("");
    stops[0].focus();
  } else if (event.key === "Enter" && at === 0) stops[1]?.click();
  else if (to === undefined || at < 0) return;
  else stops[to]?.focus();
  event.preventDefault();
}

function entryOf(editor, open, example) {
  const { name, says, operation, permissions, query } = example;
  const isOpen = editor.tabs[editor.activeTabIndex]?.query === query;
  const needs = permissions.filter((permission) => permission !== "signed in").join(" and ");
  return h(
    "button",
    { type: "button", "aria-current": isOpen, onClick: () => open(example) },
    name.replace(/_/g, " "),
    operation !== "query" && h("span", { className: "examples-operation" }, operation),
    h("small", null, says),
    h("small", { className: "examples-needs" }, needs ? `needs ${needs}` : "for everybody who is signed in"),
  );
}

function firstComment(query) {
  const comment = /^(?:#.*\n?)+/.exec(query)?.[0] ?? "";
  return comment.replace(/^# ?/gm, "").replace(/\n/g, " ").trim();
}

/**
 * Opens an example among the tabs as they are by then. GraphiQL takes what is typed over into its tabs a moment later, and
 * loses its page where a tab is added to older ones: so what is typed is taken over first, and the tab is added as soon as
 * all of that is drawn.
 */
function useOpening(editor) {
  const [wanted, setWanted] = useState(null);
  useLayoutEffect(() => {
    if (wanted) openTab(editor, wanted.example);
  }, [wanted]);
  return (example) =>
    setTimeout(() => {
      editor.updateActiveTabValues(typedInto(editor)); // not within the click, which goes before what waits to be drawn
      setWanted({ example });
    });
}

function typedInto({ queryEditor, variableEditor, headerEditor }) {
  if (!queryEditor || !variableEditor) return {};
  const query = queryEditor.getValue();
  const named = queryEditor.operationName; // of before what was typed last
  const operationName = named && new RegExp(`\\b${named}\\b`).test(query) ? named : null;
  const headers = headerEditor ? { headers: headerEditor.getValue() } : {};
  return { query, variables: variableEditor.getValue(), operationName, ...headers };
}

function openTab(editor, { query, variables }) {
  const open = editor.tabs.findIndex((tab) => tab.query === query);
  if (open >= 0) return editor.changeTab(open);
  const operationName = /^(?:query|mutation|subscription)\s+(\w+)/m.exec(query)?.[1] ?? null;
  const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const rest = { title: operationName ?? "<untitled>", hash: "", headers: null, response: null };
  editor.moveTab([...editor.tabs, { ...rest, id, query, variables, operationName }]);
  editor.changeTab(editor.tabs.length);
}

/** Draws nothing: among many tabs it scrolls to the one that is open. */
export function OpenTabInSight() {
  const { activeTabIndex } = useEditorContext({ nonNull: true });
  useEffect(() => {
    document.querySelector(".graphiql-tab-active")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [activeTabIndex]);
  return null;
}

function ListIcon() {
  const look = { fill: "none", stroke: "currentColor", strokeWidth: 1.7, strokeLinecap: "round" };
  const lines = h("path", { d: "M7 5h11M7 10h11M7 15h11M2 5h1M2 10h1M2 15h1" });
  return h("svg", { viewBox: "0 0 20 20", height: "1em", ...look }, lines);
}
