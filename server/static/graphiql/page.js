/* The page around GraphiQL: the token, the hint, and how questions reach the server. */

import "./explorer_lists.js";
import { examplesPlugin, fetchExamples, firstTabs, OpenTabInSight, openFirstTab } from "./examples.js";
import { answerFor, isSignInFailure, toldToTheEnd } from "./failures.js";
import { describe, endOf } from "./sign_in.js";
import "./keyboard.js";
import { keptWithoutHeaders, openShelf } from "./storage.js";
import { FileChoosers, missingFile, multipartOf } from "./uploads.js";

const REMEMBERED = "headroom:token";
const NEW_TAB = "# Ctrl-Space completes, Ctrl-Enter runs; Escape, then Tab leaves an editor.\n";
const NO_TOKEN = "A token is needed. Paste one above: `headroom demo` prints one for its sample data, `headroom token` makes one.";
const EXPIRED = "This token has expired. Paste a new one above: `headroom token` makes one.";
const REFUSED = "The server does not accept this token. Paste another one above: `headroom token` makes one.";

const find = (id) => document.getElementById(id);
const field = find("token");
const box = find("remember");
const hint = find("hint");
const who = find("who");
const shelf = openShelf();
const storage = keptWithoutHeaders(shelf, { onClear: forget });
const root = ReactDOM.createRoot(find("graphiql"));
const explorer = GraphiQLPluginExplorer.explorerPlugin({ showAttribution: false });

// The token lives in these variables; it goes to the shelf only while the box is ticked.
let token = "";
let refused = false; // the server said no to this token
let signedInByHeader = false; // a token typed into the headers editor has worked
let fetcher = null; // a new one for each token: GraphiQL then reads the schema again
let examples = [];
let plugins = [];
let clock = 0;

async function start() {
  const given = tokenFromAddress();
  const remembered = shelf.getItem(REMEMBERED);
  box.checked = remembered !== null;
  field.value = given ?? remembered ?? "";
  examples = await fetchExamples();
  plugins = [explorer, examplesPlugin(examples)];
  openFirstTab(shelf, firstTabs(examples));
  takeToken(field.value);

  field.addEventListener("input", debounced(300, () => takeToken(field.value)));
  box.addEventListener("change", remember);
  find("examples").addEventListener("click", openExamples);
  window.addEventListener("hashchange", () => {
    const next = tokenFromAddress();
    if (next !== null) takeToken((field.value = next));
  });
}

// ------------------------------------------------------------------ the token

/** The token of #token=…, taken out of the address bar and the history; null when there is none. */
function tokenFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) history.replaceState(null, "", location.pathname + location.search);
  return given;
}

function takeToken(text) {
  const next = text.trim().replace(/^bearer\s+/i, "");
  if (next === token && fetcher) return;
  token = next;
  refused = false;
  signedInByHeader = false;
  fetcher = (operation, options) => (isSubscription(operation, options) ? listen(operation, options) : ask(operation, options));
  remember();
  showState();
  render();
}

function remember() {
  if (box.checked && token) shelf.setItem(REMEMBERED, token);
  else shelf.removeItem(REMEMBERED);
}

function forget() {
  box.checked = false;
  remember();
}

const expired = () => endOf(token) <= Date.now();
const signedIn = () => (token !== "" && !refused && !expired()) || signedInByHeader;

const whatIsWrong = () => (!token ? NO_TOKEN : expired() ? EXPIRED : refused ? REFUSED : "");

function showState() {
  const text = whatIsWrong();
  // Words between backquotes are commands.
  hint.replaceChildren(...text.split("`").map((part, i) => (i % 2 ? codeOf(part) : part)));
  hint.hidden = text === "" || signedInByHeader;
  who.textContent = text ? "" : describe(token);
  clearTimeout(clock);
  const left = endOf(token) - Date.now();
  if (left > 0) clock = setTimeout(showState, Math.min(left + 500, 15_000)); // minutes count down
}

function codeOf(text) {
  const code = document.createElement("code");
  code.textContent = text;
  return code;
}

// ------------------------------------------------------------------ questions to the server

async function ask(operation, { headers: typed } = {}) {
  const asked = token;
  const headers = headersOf(typed);
  const missing = missingFile(operation);
  if (missing) return missing;
  const form = multipartOf(operation);
  if (form) {
    headers.delete("Content-Type"); // the browser's own says where the parts end
    headers.set("GraphQL-Preflight", "1");
  }
  let response, answer;
  try {
    response = await fetch("graphql", {
      method: "POST",
      headers,
      body: form ?? JSON.stringify(operation),
      credentials: "omit",
      cache: "no-store",
    });
    answer = await answerOf(response);
  } catch (failure) {
    return answerFor(failure);
  }
  const byToken = headers.get("Authorization") === `Bearer ${asked}`;
  if (asked === token) noteSignIn({ byToken, accepted: !isUnauthenticated(response, answer), headers });
  return answer;
}

function isSubscription({ operationName }, { documentAST } = {}) {
  const named = ({ kind, name }) => kind === "OperationDefinition" && (!operationName || name?.value === operationName);
  return documentAST?.definitions.find(named)?.operation === "subscription";
}

/** A subscription goes over a WebSocket, which signs in with the same headers. */
async function listen(operation, options) {
  const asked = token;
  const headers = headersOf(options.headers);
  const byToken = headers.get("Authorization") === (asked ? `Bearer ${asked}` : null);
  if (byToken && whatIsWrong()) return { errors: [{ message: whatIsWrong().replaceAll("`", "") }] }; // it would be tried again and again
  const address = new URL("graphql", document.baseURI);
  const stream = GraphiQL.createFetcher({ url: address.href, subscriptionUrl: address.href.replace(/^http/, "ws") });
  const results = await stream(operation, { ...options, headers: Object.fromEntries(headers) });
  return toldToTheEnd(results, (failure) => {
    if (asked === token && isSignInFailure(failure)) noteSignIn({ byToken, accepted: false, headers });
  });
}

/** The lines of the headers editor that say something; an Authorization typed there goes before the token above. */
function headersOf(typed) {
  const headers = new Headers({
    Accept: "application/graphql-response+json, application/json",
    "Content-Type": "application/json",
  });
  if (token) headers.set("Authorization", `Bearer ${token}`);
  for (const [name, value] of Object.entries(typed ?? {})) {
    const text = String(value ?? "").trim();
    if (text) headers.set(name, name.toLowerCase() === "authorization" && !text.includes(" ") ? `Bearer ${text}` : text);
  }
  return headers;
}

async function answerOf(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { errors: [{ message: `The server answered ${response.status} ${response.statusText}, and not with JSON.` }] };
  }
}

function isUnauthenticated(response, answer) {
  const codes = [answer?.errors ?? []].flat().map((error) => error?.extensions?.code);
  return response.status === 401 || codes.includes("UNAUTHENTICATED");
}

function noteSignIn({ byToken, accepted, headers }) {
  const before = signedIn();
  if (byToken) refused = !accepted;
  else if (headers.has("Authorization")) signedInByHeader = accepted;
  showState();
  if (signedIn() !== before) render();
}

// ------------------------------------------------------------------ GraphiQL

function render() {
  const props = {
    fetcher,
    plugins,
    schema: signedIn() ? undefined : null, // null: do not ask for it
    storage,
    shouldPersistHeaders: false,
    defaultHeaders: JSON.stringify({ Authorization: "" }, null, 2),
    defaultQuery: NEW_TAB,
    defaultTabs: examples.length ? firstTabs(examples).map(({ query, variables }) => ({ query, variables })) : undefined,
    inputValueDeprecation: true,
    schemaDescription: true,
  };
  const { createElement: h } = React;
  root.render(h(GraphiQL, props, h(GraphiQL.Logo, null, h(OpenTabInSight), h(FileChoosers))));
}

/** The examples, by the button at the side that GraphiQL has for them. */
function openExamples() {
  document.querySelector('[aria-label="Show Examples"]')?.click();
  document.querySelector(".examples input")?.focus();
}

function debounced(milliseconds, act) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  };
}

start();
