import { sql } from 'kysely';
import { dayMs } from '../../domain/calendar.ts';
import { keeping } from '../../domain/defaults.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { ComposedLine, CompositionInput, VanishedLine } from '../../domain/usage/composition.ts';
import { isThere, missedLines } from '../../domain/comparison/vanished-lines.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { oneOf } from '../driver/one-of.ts';
import { presentForm, readLineSource } from '../model/stored-documents.ts';
import { agreementTimes } from '../model/agreement-times.ts';
import { psaLineColumns, psaLineOf } from '../readings/psa-line-row.ts';
import { batchesOf } from '../driver/batches.ts';

const ofVanished = ({ tenantId, integrationId }: IntegrationKey) => sql<readonly string[]>`array(
  select was->>'agreementId' from vanished_line
  where tenant_id = ${tenantId} and integration_id = ${integrationId})`;

/** What vanished and has not ended (of some groups, or of all), with where the line is now, and what a later reading or a person said of it (RULES 3). */
export async function vanishedLines(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[] | null,
): Promise<readonly VanishedLine[]> {
  const rows = await db
    .selectFrom('vanishedLine as v')
    .leftJoin('psaAgreement as a', (join) =>
      join
        .onRef('a.tenantId', '=', 'v.tenantId')
        .onRef('a.integrationId', '=', 'v.integrationId')
        .on(sql`a.foreign_id`, '=', sql`v.was->>'agreementId'`),
    )
    .leftJoin(agreementTimes(key, ofVanished(key)).as('t'), 't.agreementId', 'a.foreignId')
    .leftJoin('lineDecision as d', (join) =>
      join
        .onRef('d.tenantId', '=', 'v.tenantId')
        .onRef('d.integrationId', '=', 'v.integrationId')
        .onRef('d.groupKey', '=', 'v.groupKey'),
    )
    .select([
      'v.groupKey',
      'v.psaLineId',
      'v.was',
      'v.beside',
      'v.form',
      'v.notedAt',
      't.linesReadAt',
      'a.notListedAt',
      'd.decidedAt',
    ])
    .where(ownedBy(key, 'v'))
    .$if(groupKeys !== null, (query) => query.where(oneOf('v.groupKey', groupKeys ?? [])))
    .orderBy('v.groupKey')
    .orderBy('v.psaLineId')
    .execute();
  const present = await linesById(
    db,
    key,
    rows.map(({ psaLineId }) => psaLineId),
  );
  return rows.map((row): VanishedLine => {
    const after = (at: Date | null): boolean => at !== null && at > row.notedAt;
    return {
      groupKey: row.groupKey,
      was: readLineSource(row.was, row.form),
      beside: row.beside,
      notedAt: row.notedAt.toISOString(),
      confirmed: after(row.linesReadAt) || after(row.notListedAt),
      answered: row.decidedAt !== null && row.decidedAt >= row.notedAt,
      now: present.get(row.psaLineId) ?? null,
    };
  });
}

/**
 * Keeps what the lines before had in their sums and the present facts have no more; returns the facts with it. The caller
 * holds the integration's row lock, and composes from what comes back.
 */
export async function withNewlyVanished(
  tx: Tx,
  key: IntegrationKey,
  before: readonly ComposedLine[],
  input: CompositionInput,
  now: Date,
): Promise<CompositionInput> {
  const known = new Set(input.vanished.map(({ groupKey, was }) => `${groupKey} ${was.psaLineId}`));
  const missed = missedLines(before, input).filter(
    ({ groupKey, was }) => !known.has(`${groupKey} ${was.psaLineId}`),
  );
  if (missed.length === 0) return input;
  const present = await linesById(
    tx,
    key,
    missed.map(({ was }) => was.psaLineId),
  );
  const vanished = missed
    .map((line) => ({ ...line, now: present.get(line.was.psaLineId) ?? null }))
    .filter((line) => !isThere(line, line.now, input.agreements));
  if (vanished.length === 0) return input;
  for (const slice of batchesOf(vanished))
    await tx
      .insertInto('vanishedLine')
      .values(
        slice.map(({ groupKey, was, beside }) => ({
          tenantId: key.tenantId,
          integrationId: key.integrationId,
          groupKey,
          psaLineId: was.psaLineId,
          was: JSON.stringify(was),
          beside: JSON.stringify(beside),
          form: presentForm,
          notedAt: now,
        })),
      )
      .execute();
  const noted = vanished.map((line) => ({
    ...line,
    notedAt: now.toISOString(),
    confirmed: false,
    answered: false,
  }));
  return { ...input, vanished: [...input.vanished, ...noted] };
}

/** Forgets what ended: what the lines composed from `input` no longer miss, and what groups missed that are no more. */
export async function forgetFoundAgain(
  tx: Tx,
  key: IntegrationKey,
  input: CompositionInput,
  lines: readonly ComposedLine[],
): Promise<void> {
  const composed = new Map(lines.map((line) => [line.groupKey, line]));
  const oldest = Date.parse(input.now) - keeping.vanishedDays * dayMs;
  const ended = input.vanished.filter(({ groupKey, was, notedAt }) => {
    const line = composed.get(groupKey);
    if (line === undefined) return Date.parse(notedAt) < oldest;
    return line.vanished?.some(({ psaLineId }) => psaLineId === was.psaLineId) !== true;
  });
  for (const { groupKey, was } of ended)
    await tx
      .deleteFrom('vanishedLine')
      .where(ownedBy(key))
      .where('groupKey', '=', groupKey)
      .where('psaLineId', '=', was.psaLineId)
      .execute();
}

/** Lines as they were read last, of whatever product and on whatever agreement. */
async function linesById(
  db: Queryable,
  key: IntegrationKey,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PsaLine>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('psaLine')
    .select(psaLineColumns)
    .where(ownedBy(key))
    .where('foreignId', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, psaLineOf(row)]));
}
