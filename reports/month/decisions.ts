import type { MonthReport } from '../../domain/months/month-report.ts';
import { asWritten, type Message, message } from '../../messages/message.ts';
import { column, instant, oneGroup, text } from '../cells.ts';
import type { ReportSection } from '../document.ts';

/** What people and keys decided in the month, oldest first. */
export const decisions = ({ decisions: all }: MonthReport): ReportSection => ({
  key: 'decisions',
  title: message('month-document.section.decisions'),
  note: null,
  whenEmpty: message('month-document.no-decisions'),
  columns: [
    column('at', message('tables.column.at'), 'instant', 2),
    column('by', message('tables.column.by'), 'text', 2),
    column('what', message('tables.column.action'), 'text', 2),
    column('about', message('month-document.column.about'), 'text', 3),
    column('detail', message('tables.column.detail'), 'text', 3),
    column('reason', message('tables.column.reason'), 'text', 4),
  ],
  groups: oneGroup(
    all.map(({ at, by, byName, action, label, detail, reason }) => [
      instant(at),
      text(byName ?? by.id),
      text(didWords(action)),
      text(label),
      text(detail),
      text(reason),
    ]),
  ),
  totals: [],
});

const did: Readonly<Record<string, Message>> = {
  'usage-line.approved': message('reports.did.approved'),
  'usage-line.adjusted': message('reports.did.adjusted'),
  'usage-line.create-approved': message('reports.did.create-approved'),
  'usage-line.end-approved': message('reports.did.end-approved'),
  'usage-line.proposed': message('reports.did.proposed'),
  'usage-line.dismissed': message('reports.did.dismissed'),
  'usage-line.held': message('reports.did.held'),
  'usage-line.reopened': message('reports.did.reopened'),
  'usage-line.overridden': message('reports.did.overridden'),
  'mapping.give-role': message('reports.did.give-role'),
  'mapping.answer-included': message('reports.did.answer-included'),
  'mapping.map-account': message('reports.did.map-account'),
  'mapping.unmap-account': message('reports.did.unmap-account'),
  'mapping.reject-suggestion': message('reports.did.reject-suggestion'),
  'mapping.exclude-account': message('reports.did.exclude-account'),
  'mapping.include-account': message('reports.did.include-account'),
  'mapping.mark-account': message('reports.did.mark-account'),
  'mapping.acknowledge-cause': message('reports.did.acknowledge-cause'),
  'mapping.map-product': message('reports.did.map-product'),
  'mapping.unmap-product': message('reports.did.unmap-product'),
  'billing-rule.added': message('reports.did.rule-added'),
  'billing-rule.corrected': message('reports.did.rule-corrected'),
  'billing-rule.ended': message('reports.did.rule-ended'),
  'billing-rule.imported': message('reports.did.rule-imported'),
  'billing-target.set': message('reports.did.answer-billing'),
  'write-back.canceled': message('reports.did.canceled'),
  'write-back.revert-approved': message('reports.did.revert-approved'),
  'write-back.resolved': message('reports.did.resolved'),
};

/** What a person did, by the action of the audit. */
const didWords = (action: string): Message => did[action] ?? asWritten(action);
