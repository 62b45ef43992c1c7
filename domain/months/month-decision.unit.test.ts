import { asWritten, message } from '../../messages/message.ts';
import { decidedOn } from './month-decision.ts';

const names = { account: 'Acme East', company: 'Acme', product: 'DUO-MFA' };
const summary = message('billing-rules.withdrawn');
const on = (action: string, detail: Record<string, unknown>, objectId = '901') =>
  decidedOn({ action, objectId, detail, names, summary });

describe('what a person decided', () => {
  it.each([
    [
      'mapping.give-role',
      { companyId: '7', role: 'duplicate', reason: 'twice' },
      ['Acme', message('reports.decided.role', { line: '901', role: message('tables.role.duplicate') })],
    ],
    [
      'mapping.answer-included',
      { companyId: '7', lessIncluded: '5', answer: 'part', reason: 'twice' },
      ['Acme', message('reports.decided.included', { line: '901', quantity: '5', answer: 'part' })],
    ],
    ['mapping.map-account', { companyId: '7', reason: 'twice' }, ['Acme East', asWritten('Acme')]],
    ['mapping.exclude-account', { reason: 'twice' }, ['Acme East', null]],
    [
      'mapping.mark-account',
      { mark: 'nfr', reason: 'twice' },
      ['Acme East', message('reports.decided.mark', { mark: 'nfr' })],
    ],
    ['mapping.map-product', { reason: 'twice' }, ['DUO-MFA', null]],
    [
      'billing-target.set',
      { name: 'Managed', before: null, after: 'arrears', reason: 'twice' },
      ['Managed', message('reports.decided.bills', { answer: 'arrears' })],
    ],
    [
      'usage-line.overridden',
      { label: 'Acme', checks: ['jump'], reason: 'twice' },
      ['Acme', message('tables.all', { all: [message('tables.check.jump')] })],
    ],
    ['billing-rule.ended', { label: 'MSA', companyId: '7', reason: 'twice' }, ['Acme', summary]],
    ['usage-line.held', { label: 'Acme', reason: 'twice' }, ['Acme', null]],
  ] as const)('%s says what it was about, and why', (action, detail, [label, what]) => {
    expect(on(action, detail)).toEqual({ label, detail: what, reason: 'twice' });
  });

  it('leaves out what another version said', () => {
    expect(on('mapping.give-role', { companyId: '7', role: 'later' })).toEqual({
      label: 'Acme',
      detail: null,
      reason: null,
    });
  });
});
