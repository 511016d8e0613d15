// Relay's store, which takes an id for the identity of an object whatever its type. Relay compiles questions while a
// page is built; here its form of them is made from the parsed document, one selection at a time.

import { getNamedType, getNullableType, isAbstractType, isLeafType, isListType } from "graphql";
import { typeFromAST, valueFromASTUntyped } from "graphql";
import relay from "relay-runtime";

const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery } = relay;
const TYPENAME = { kind: "ScalarField", alias: null, args: null, name: "__typename", storageKey: null };

export function relayCache({ url, headers, schema }) {
  const send = async ({ text }) => {
    const body = JSON.stringify({ query: text });
    const sent = { method: "POST", body, headers: { ...headers, "Content-Type": "application/json" } };
    return (await fetch(url, sent)).json();
  };
  const store = new Store(new RecordSource(), { gcReleaseBufferSize: 1000 });
  const environment = new Environment({ network: Network.create(send), store });
  const retained = [];
  return {
    async ask(query) {
      const operation = createOperationDescriptor(compiled(query, schema), {});
      retained.push(environment.retain(operation));
      await fetchQuery(environment, operation.request.node, {}, { fetchPolicy: "network-only" }).toPromise();
    },
    held(query) {
      const operation = createOperationDescriptor(compiled(query, schema), {});
      const { data, isMissingData } = environment.lookup(operation.fragment);
      return { data, complete: !isMissingData };
    },
    close: () => retained.forEach((one) => one.dispose()),
  };
}

function compiled(document, schema) {
  const [{ name, selectionSet }] = document.definitions;
  const root = schema.getQueryType();
  const selections = selected(selectionSet, root, schema);
  const operation = { kind: "Operation", name: name.value, argumentDefinitions: [], selections };
  const fragment = { kind: "Fragment", name: name.value, argumentDefinitions: [], type: root.name, selections };
  const text = document.loc.source.body;
  const params = { id: null, cacheID: text, name: name.value, operationKind: "query", metadata: {}, text };
  return { kind: "Request", fragment, operation, params };
}

function selected({ selections }, type, schema) {
  return selections.map((one) => {
    if (one.kind !== "InlineFragment") return field(one, type, schema);
    const on = typeFromAST(schema, one.typeCondition);
    return { kind: "InlineFragment", type: on.name, abstractKey: null, selections: selected(one.selectionSet, on, schema) };
  });
}

function field({ name, arguments: given, selectionSet }, type, schema) {
  if (name.value === "__typename") return TYPENAME;
  const { type: answered } = type.getFields()[name.value];
  const args = given.map((one) => ({ kind: "Literal", name: one.name.value, value: valueFromASTUntyped(one.value) }));
  args.sort((one, other) => (one.name < other.name ? -1 : 1));
  const common = { alias: null, args: args.length ? args : null, name: name.value, storageKey: null };
  const below = getNamedType(answered);
  if (isLeafType(below)) return { kind: "ScalarField", ...common };
  return {
    kind: "LinkedField",
    ...common,
    concreteType: isAbstractType(below) ? null : below.name,
    plural: isListType(getNullableType(answered)),
    selections: selected(selectionSet, below, schema),
  };
}
