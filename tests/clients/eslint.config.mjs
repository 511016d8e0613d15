// graphql-eslint for the schema and for every document that people copy. A rule that is left out says why.
import eslint from "@graphql-eslint/eslint-plugin";

const all = (name) => eslint.configs[`flat/${name}`].rules;
const rule = (name, ...setting) => ({ [`@graphql-eslint/${name}`]: setting.length ? ["error", ...setting] : "off" });
const shared = {
  plugins: { "@graphql-eslint": eslint },
  languageOptions: {
    parser: eslint.parser,
    parserOptions: { graphQLConfig: { schema: "schema.graphql", documents: "documents/examples/**/*.graphql" } },
  },
};

export default [
  {
    files: ["schema.graphql"],
    ...shared,
    rules: {
      ...all("schema-all"),
      ...all("schema-relay"),
      ...rule("require-description", {
        types: true,
        rootField: true,
        DirectiveDefinition: true,
        EnumValueDefinition: true,
        FieldDefinition: true,
        InputValueDefinition: true,
      }),
      ...rule("relay-edge-types", { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }), // nobody asks for an entry of the audit log alone
      ...rule("alphabetize"), // things stand in the order in which they are read
      ...rule("input-name"), // an argument is named for what it is
      ...rule("no-root-type"), // there are mutations and subscriptions
      ...rule("no-typename-prefix"), // assignmentType is the field's word
      ...rule("require-field-of-type-query-in-mutation-result"), // a payload has what it changed
      ...rule("require-nullable-result-in-root"), // a payload is always there
      ...rule("strict-id-in-types"), // a part is no object: tests/rules/test_identity.py says which are
    },
  },
  {
    files: ["documents/**/*.graphql"],
    ...shared,
    rules: {
      ...all("operations-all"),
      ...rule("alphabetize"),
      ...rule("no-one-place-fragments"), // it breaks at a fragment of no place
    },
  },
  {
    files: ["documents/examples/**/*.graphql"],
    rules: rule("match-document-filename", { query: "snake_case", mutation: "snake_case", subscription: "snake_case" }),
  },
  {
    files: ["documents/guides/**/*.graphql"],
    rules: {
      ...rule("match-document-filename"),
      ...rule("no-anonymous-operations"), // typed into GraphiQL
      ...rule("require-selections"), // people read the answers beside them; an id is for caches
    },
  },
];
