/**
 * The one copy of graphql-js. Its package offers two builds and refuses to mix them: Node takes the CommonJS one for
 * Yoga and Pothos, bundlers (Vitest too) the other; naming the file makes all of us take the same.
 */
export {
  getOperationAST,
  GraphQLError,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  printSchema,
  validate,
} from 'graphql/index.js';
