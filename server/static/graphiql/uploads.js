/* Files for variables of the type Upload: a chooser for each above the editors, and the multipart request they are sent by. */

const { createElement: h, useEffect, useReducer } = React;
const { useEditorContext } = GraphiQL.React;
const { getOperationAST, parse } = GraphiQL.GraphQL;

const chosen = new Map(); // files by tab and variable; they last as long as the page
let openTab = "";

const filesOf = (variable) => chosen.get(`${openTab} ${variable}`) ?? [];

/** Choosers for what the open tab's document declares; drawn above the editors, where GraphiQL has no place for them. */
export function FileChoosers() {
  const { tabs, activeTabIndex } = useEditorContext({ nonNull: true });
  const [, redraw] = useReducer((count) => count + 1, 0);
  const { id = "", query } = tabs[activeTabIndex] ?? {};
  openTab = id;
  useEffect(() => forgetTabsBut(tabs.map((tab) => tab.id)), [tabs]);
  const choosers = uploadsOf(query).map((upload) => h(Chooser, { key: `${id} ${upload.name}`, upload, tab: id, redraw }));
  return ReactDOM.createPortal(choosers, document.getElementById("files"));
}

function Chooser({ upload: { name, isList }, tab, redraw }) {
  const files = filesOf(name);
  const onChange = ({ target }) => {
    chosen.set(`${tab} ${name}`, [...target.files]);
    redraw();
  };
  const said = files.length ? files.map(({ name: file, size }) => `${file} (${sizeOf(size)})`).join(", ") : "no file chosen";
  return h(
    "label",
    { className: "chooser" },
    h("code", null, `$${name}`),
    h("span", { className: "chooser-button" }, isList ? "Choose files…" : "Choose a file…"),
    h("input", { type: "file", multiple: isList, onChange, "aria-label": `File for $${name}` }),
    h("span", { className: "chooser-said" }, said),
  );
}

function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(0)} KiB` : `${(kilobytes / 1024).toFixed(1)} MiB`;
}

function forgetTabsBut(ids) {
  for (const key of chosen.keys()) if (!ids.includes(key.split(" ")[0])) chosen.delete(key);
}

/** The variables of the type Upload, or of lists of it: of one operation, or of all in a document without its name. */
function uploadsOf(query, operationName) {
  if (!query?.includes("Upload")) return [];
  try {
    const document = parse(query, { noLocation: true });
    const operation = getOperationAST(document, operationName);
    const operations = operation ? [operation] : document.definitions;
    return operations.flatMap((one) => one.variableDefinitions ?? []).map(uploadOf).filter(Boolean);
  } catch {
    return []; // half typed
  }
}

function uploadOf({ variable, type, defaultValue }) {
  let inner = type;
  while (inner.type) inner = inner.type; // of lists, and of what must not be null
  if (inner.name.value !== "Upload") return null;
  const bare = type.kind === "NonNullType" ? type.type : type;
  return { name: variable.name.value, isList: bare.kind === "ListType", isNeeded: bare !== type && !defaultValue };
}

/** The first file that an operation needs and nobody has chosen, as the answer to it; null where there is none. */
export function missingFile({ query, operationName }) {
  const missing = uploadsOf(query, operationName).find(({ name, isNeeded }) => isNeeded && !filesOf(name).length);
  return missing ? { errors: [{ message: `Choose a file for $${missing.name} above the editors, then run this again.` }] } : null;
}

/** An operation as a form with its files, each named by the place of the null that it stands for; null without files. */
export function multipartOf(operation) {
  const uploads = uploadsOf(operation.query, operation.operationName).filter(({ name }) => filesOf(name).length);
  if (!uploads.length) return null;
  const variables = { ...operation.variables };
  const files = [];
  for (const { name, isList } of uploads) {
    const given = isList ? filesOf(name) : filesOf(name).slice(0, 1);
    variables[name] = isList ? given.map(() => null) : null;
    given.forEach((file, i) => files.push([file, isList ? `variables.${name}.${i}` : `variables.${name}`]));
  }
  const form = new FormData();
  form.set("operations", JSON.stringify({ ...operation, variables }));
  form.set("map", JSON.stringify(Object.fromEntries(files.map(([, place], i) => [i, [place]]))));
  files.forEach(([file], i) => form.set(String(i), file));
  return form;
}
