// What caches are told of the schema: which types implement an interface, and which have no identity of their own.

import { isInterfaceType, isObjectType } from "graphql";

const types = (schema) => Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));

export function possibleTypes(schema) {
  const interfaces = types(schema).filter(isInterfaceType);
  return Object.fromEntries(interfaces.map((one) => [one.name, schema.getPossibleTypes(one).map(({ name }) => name)]));
}

export function typesWithoutId(schema) {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types(schema)
    .filter((type) => isObjectType(type) && !roots.includes(type) && !("id" in type.getFields()))
    .map(({ name }) => name);
}
