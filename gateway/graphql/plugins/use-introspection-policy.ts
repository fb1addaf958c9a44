/** Introspection for those who may: everyone in development, operators in production. Others get the committed SDL file. */
import type { Plugin } from 'graphql-yoga';
import type { Caller } from '../../application.js';
import { NoSchemaIntrospectionCustomRule } from '../graphql-js.js';
import type { ServerContext } from '../handler.js';

/** The plugin. The rule's name is part of the validation cache's key, so answers of both kinds never mix. */
export function useIntrospectionPolicy(
  allowed: (caller: Caller | undefined) => boolean,
): Plugin<ServerContext> {
  return {
    onValidate({ context, addValidationRule }) {
      if (!allowed(context.caller)) addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
}
