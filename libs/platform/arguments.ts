import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What was typed after the name of a program. @throws Error where it takes nothing of the kind, with where that is told */
export function optionsTyped<Options extends NonNullable<ParseArgsConfig['options']>>(options: Options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}. Ask with -- --help for what this takes.`, { cause: error });
  }
}
