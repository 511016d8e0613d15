/* The examples: fetched once, ready as tabs, and listed by room beside the editors. */

const { createElement: h, useEffect } = React;
const { useEditorContext } = GraphiQL.React;

export async function fetchExamples() {
  try {
    return await (await fetch("graphiql/examples.json", { credentials: "omit" })).json();
  } catch {
    return []; // GraphiQL works without them
  }
}

/** GraphiQL takes the first tab's query, but not its variables, from defaultTabs: both from what it last kept. */
export function openFirstTab(shelf, [first]) {
  if (!first || shelf.getItem("graphiql:tabState") !== null) return;
  shelf.setItem("graphiql:query", first.query);
  shelf.setItem("graphiql:variables", first.variables);
}

export function examplesPlugin(examples) {
  const rooms = [...new Set(examples.map((example) => example.room))];
  return { title: "Examples", icon: ListIcon, content: ExamplesList };

  function ExamplesList() {
    const editor = useEditorContext({ nonNull: true });
    const listOf = (room) => examples.filter((example) => example.room === room).map((example) => entryOf(editor, example));
    return h(
      "section",
      { className: "examples", "aria-label": "Examples" },
      h("div", { className: "graphiql-doc-explorer-title" }, "Examples"),
      rooms.map((room) => [h("h2", { key: room }, room), listOf(room)]),
    );
  }
}

function entryOf(editor, example) {
  const isOpen = editor.tabs[editor.activeTabIndex]?.query === example.query;
  const label = [example.name.replace(/_/g, " "), h("small", { key: "says" }, firstComment(example.query))];
  const onClick = () => openTab(editor, example);
  return h("button", { key: example.name, type: "button", "aria-current": isOpen, onClick }, label);
}

function firstComment(query) {
  const comment = /^(?:#.*\n?)+/.exec(query)?.[0] ?? "";
  return comment.replace(/^# ?/gm, "").replace(/\n/g, " ").trim();
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
