/* Lists in the explorer: it asks here before it shows the value of an argument (server/graphql/graphiql.py puts that in). */

const { createElement: h } = React;
const { getNamedType, getNullableType, isEnumType, isInputObjectType, isListType } = GraphiQL.GraphQL;

const listOf = (type) => (isListType(getNullableType(type)) ? getNullableType(type) : null);

/** A single value stands for a list of one, as in GraphQL itself, and null for one that has nothing in it yet. */
const valuesOf = (value) => (value.kind === "ListValue" ? value.values : value.kind === "NullValue" ? [] : [value]);

/** Whether an argument, or the field of an input, shows its value as a list. */
function isList(argument, value) {
  return value.kind !== "Variable" && listOf(argument.type) !== null;
}

/** Each item of a list as the explorer shows an argument, and a button for one more. */
function view(props, explorer) {
  const { arg, argValue, setArgValue, styleConfig } = props;
  const type = listOf(arg.type).ofType;
  const values = valuesOf(argValue);
  const setValues = (next, commit) => setArgValue({ kind: "ListValue", values: next }, commit);
  const items = values.map((value, i) => {
    const setItem = (next, commit) => setValues(values.with(i, next), commit);
    return h(explorer.ArgView, {
      ...props,
      key: i,
      arg: { ...arg, name: `${arg.name}${i + 1}`, type, defaultValue: undefined },
      argValue: value,
      setArgValue: (given, commit) => setItem(nodeOf(given, type, explorer), commit),
      setArgFields: (fields, commit) => setItem({ kind: "ObjectValue", fields }, commit),
      removeArg: (commit) => setValues(values.toSpliced(i, 1), commit),
    });
  });
  const add = () => setValues([...values, newItem(type, values, props, explorer)], true);
  const title = `Add an item to ${arg.name}`;
  const look = { color: styleConfig.colors.builtin };
  const button = h("button", { key: "add", type: "button", className: "list-add", style: look, title, "aria-label": title, onClick: add }, "+ item");
  return h("div", { className: "list-items" }, items, button);
}

/** What an item's editor gives: a node already, a variable that is made of it, or the event of an input. */
function nodeOf(given, type, { coerce }) {
  if (given === null || given === undefined) return { kind: "NullValue" };
  if (given.kind === "VariableDefinition") return given.variable;
  return given.target ? coerce(getNamedType(type), given.target.value) : given;
}

function newItem(type, values, { parentField, arg, getDefaultScalarArgValue, makeDefaultArg }, { fieldsOf }) {
  const named = getNamedType(type);
  if (listOf(type)) return { kind: "ListValue", values: [] };
  if (isInputObjectType(named)) {
    const fields = fieldsOf(getDefaultScalarArgValue, makeDefaultArg, parentField, Object.values(named.getFields()));
    return { kind: "ObjectValue", fields };
  }
  if (isEnumType(named)) {
    const taken = values.map((value) => value.value);
    const words = named.getValues().map(({ name }) => name);
    return { kind: "EnumValue", value: words.find((word) => !taken.includes(word)) ?? words[0] };
  }
  return getDefaultScalarArgValue(parentField, arg, named);
}

globalThis.listArguments = { isList, view };
