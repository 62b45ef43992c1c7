import {
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  PostgresDialect,
  PostgresQueryCompiler,
  type QueryCompiler,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely';

/** Names are camelCase in code and snake_case in the database: here one becomes the other (docs/decisions/0031). */

/** Names are few, and each is asked for again and again. */
function remembered(make: (name: string) => string): (name: string) => string {
  const made = new Map<string, string>();
  return (name) => {
    let one = made.get(name);
    if (one === undefined) made.set(name, (one = make(name)));
    return one;
  };
}

/** What the database calls a table or column of the code. */
export const snakeCase = remembered((name) =>
  name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
);

/** What the code calls a table or column of the database. */
export const camelCase = remembered((name) =>
  name.replace(/_([a-z0-9])/gu, (_, letter: string) => letter.toUpperCase()),
);

class SnakeCaseCompiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(snakeCase(identifier));
  }
}

/** Says the names of what it is asked as the database has them. */
export class SnakeCaseDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return new SnakeCaseCompiler();
  }
}

/** Calls the columns of answers, of raw statements too, as the code does; what stands inside a document stays. */
export class CamelCaseRows implements KyselyPlugin {
  /** Left to the compiler: a plugin would copy the whole statement. */
  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node;
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = result.rows;
    if (first === undefined) return Promise.resolve(result);
    const columns = Object.keys(first).map((column) => [column, camelCase(column)] as const);
    const rows = result.rows.map((row) => {
      const named: UnknownRow = {};
      for (const [column, name] of columns) named[name] = row[column];
      return named;
    });
    return Promise.resolve({ ...result, rows });
  }
}
