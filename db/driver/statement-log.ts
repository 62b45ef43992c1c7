import { AliasNode, type LogEvent, type OperationNode, type RootOperationNode, TableNode } from 'kysely';
import { snakeCase } from './camel-case.ts';

/** A statement that has ended: what it did to which table, without its text and values. */
export interface EndedStatement {
  readonly operation: string;
  /** Null: several, or its text is written by hand. */
  readonly table: string | null;
  readonly durationMs: number;
  readonly failed: boolean;
}

export type OnStatement = (statement: EndedStatement) => void;

/** For Kysely's `log`. */
export const statementLog =
  (onStatement: OnStatement) =>
  ({ level, query: { query, sql }, queryDurationMillis }: LogEvent): void => {
    onStatement({
      operation: operationOf(query.kind, sql),
      table: tableOf(query),
      durationMs: queryDurationMillis,
      failed: level === 'error',
    });
  };

/** `SelectQueryNode`: select. Of a text its first word. */
const operationOf = (kind: RootOperationNode['kind'], text: string): string =>
  /^(Select|Insert|Update|Delete|Merge)QueryNode$/u.exec(kind)?.[1]?.toLowerCase() ??
  /^\s*([a-z]+)/iu.exec(text)?.[1]?.toLowerCase() ??
  'statement';

function tableOf(query: RootOperationNode): string | null {
  switch (query.kind) {
    case 'InsertQueryNode':
      return query.into === undefined ? null : nameOf(query.into);
    case 'UpdateQueryNode':
      return query.table === undefined ? null : nameOf(query.table);
    case 'SelectQueryNode':
    case 'DeleteQueryNode': {
      const [first, ...others] = query.from?.froms ?? [];
      return first === undefined || others.length > 0 ? null : nameOf(first);
    }
    default:
      return null;
  }
}

function nameOf(node: OperationNode): string | null {
  if (AliasNode.is(node)) return nameOf(node.node);
  return TableNode.is(node) ? snakeCase(node.table.identifier.name) : null;
}
