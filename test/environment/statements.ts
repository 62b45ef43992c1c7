import pg from 'pg';

/** One statement as the product sent it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** What is sent to PostgreSQL while something runs, whoever sends it: each text once, with the values it came with first. */
export async function statementsOf(run: () => Promise<unknown>): Promise<readonly Statement[]> {
  const sent = jest.spyOn(pg.Client.prototype, 'query');
  try {
    await run();
    const found = new Map<string, Statement>();
    for (const [query, values] of sent.mock.calls as unknown as [unknown, unknown][]) {
      const text = typeof query === 'string' ? query : (query as { readonly text?: unknown } | null)?.text;
      if (typeof text !== 'string' || !/^\s*(select|with|insert|update|delete)\b/iu.test(text)) continue;
      const given = typeof query === 'string' ? values : (query as { readonly values?: unknown }).values;
      if (!found.has(text)) found.set(text, { text, values: Array.isArray(given) ? given : [] });
    }
    return [...found.values()];
  } finally {
    sent.mockRestore();
  }
}

/** How many rows PostgreSQL answers with while something runs, whoever asks. */
export async function rowsAnswered(run: () => Promise<unknown>): Promise<number> {
  const answered = jest.spyOn(pg.Query.prototype as unknown as { handleDataRow(): void }, 'handleDataRow');
  try {
    await run();
    return answered.mock.calls.length;
  } finally {
    answered.mockRestore();
  }
}

type Explained = pg.QueryResult<{ readonly 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>;

const explained = (client: pg.Client, { text, values }: Statement): Promise<Explained> =>
  client.query(`explain (format json) ${text}`, [...values]);

/** As `pg` sends it. */
function asText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value))
    return `{${value.map((one) => (one === null ? 'null' : JSON.stringify(asText(one)))).join(',')}}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** With the one plan that is made for whatever values come. */
async function explainedForAll(client: pg.Client, { text, values }: Statement): Promise<Explained> {
  await client.query(`set plan_cache_mode = force_generic_plan; prepare asked as ${text}`);
  try {
    const given = values.map((value) =>
      value === null || value === undefined ? 'null' : client.escapeLiteral(asText(value)),
    );
    return await client.query(
      `explain (format json) execute asked${given.length === 0 ? '' : `(${given.join(', ')})`}`,
    );
  } finally {
    await client.query('deallocate asked; reset plan_cache_mode');
  }
}

/**
 * The tables that PostgreSQL would read from end to end for this statement.
 *
 * @param plan with these values, or as it is planned under the integration's lock: once for all values
 */
export async function tablesScanned(
  client: pg.Client,
  statement: Statement,
  plan: 'these values' | 'all values',
): Promise<readonly string[]> {
  const { rows } = await (plan === 'these values' ? explained : explainedForAll)(client, statement);
  const scanned = new Set<string>();
  const look = (plan: Plan): void => {
    if (plan['Node Type'] === 'Seq Scan') scanned.add(plan['Relation Name'] ?? '');
    for (const part of plan.Plans ?? []) look(part);
  };
  for (const { Plan: plan } of rows[0]?.['QUERY PLAN'] ?? []) look(plan);
  return [...scanned].sort();
}

/** How many statements each transaction sends from locking the integration's row to its end, in the order of the ends. */
export async function statementsUnderLock(run: () => Promise<unknown>): Promise<readonly number[]> {
  const sent = jest.spyOn(pg.Client.prototype, 'query');
  try {
    await run();
    const held = new Map<unknown, number>();
    const counts: number[] = [];
    for (const [nth, [query]] of (sent.mock.calls as unknown as [unknown][]).entries()) {
      const text = typeof query === 'string' ? query : (query as { readonly text?: string } | null)?.text;
      const connection = sent.mock.contexts[nth];
      const count = held.get(connection);
      if (text === undefined) continue;
      if (count === undefined) {
        if (/ from "integration" .* for update$/u.test(text)) held.set(connection, 0);
      } else if (/^(commit|rollback)$/u.test(text)) {
        held.delete(connection);
        counts.push(count);
      } else if (!text.includes('set_config')) held.set(connection, count + 1);
    }
    return counts;
  } finally {
    sent.mockRestore();
  }
}
