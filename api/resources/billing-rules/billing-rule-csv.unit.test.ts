import fc from 'fast-check';
import type { ListedRule } from '../../../db/billing-rules/rule-versions.ts';
import { rule } from '../../../domain/billing-rules/rule.fixture.ts';
import { systemActor } from '../../../domain/keys.ts';
import { csvRow } from '../../../reports/csv/row.ts';
import { ruleCells, ruleColumns, rulesOfFile } from './billing-rule-csv.ts';

/** What a spreadsheet, or the guard against it, could take for something else. */
const cell = fc
  .string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '|', '"', ',', '\n', '\r', '\t', ' ', '1', 'a') })
  .map((text) => text.trim())
  .filter((text) => text !== '');

it('keeps every text of a rule from export to import', () => {
  fc.assert(
    fc.property(cell, cell, (source, reason) => {
      const stored = {
        ...rule({ doNotBill: { reason } }),
        id: '11111111-1111-4111-8111-111111111111',
        source,
      };
      const listed: ListedRule = {
        ...stored,
        change: 'added',
        reason: '',
        actor: systemActor,
        actorName: null,
        madeAt: new Date(),
        scopeName: null,
        lines: 0,
      };
      const file = `${csvRow(ruleColumns)}${csvRow(ruleCells(listed))}`;
      expect(rulesOfFile(file, new Map([[stored.id, stored]]))).toEqual({
        changes: [],
        rejected: [],
        unchanged: 1,
      });
    }),
  );
});
