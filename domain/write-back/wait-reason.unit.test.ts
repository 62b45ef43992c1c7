import { asWritten, message } from '../../messages/message.ts';
import { isBounce, type QueuedLine, type QueueSurroundings, waitsFor } from './wait-reason.ts';

const around: QueueSurroundings = {
  phase: 'active',
  phaseCode: null,
  psaRejected: false,
  writeStopped: false,
};
const due: QueuedLine = {
  billingTarget: 'invoice-after',
  invoiceDate: '2026-12-01',
  due: true,
  laterInvoiceDate: null,
  notRead: false,
  code: null,
  detail: null,
};

describe('RULES 6: a queued line says what it waits for', () => {
  it.each([
    ['its turn', due, around, message('usage.waits.sent')],
    ['its invoice', { ...due, due: false }, around, message('usage.waits.invoice-after', { day: '2026-12-01' })],
    ['a second reading', { ...due, due: false, laterInvoiceDate: '2027-01-01' }, around, message('usage.waits.later-invoice', { day: '2027-01-01' })],
    ['our own queue', { ...due, code: 'SeatwiseBusy' }, around, message('usage.waits.busy')],
    ['a way of writing', { ...due, code: 'WriteMethodNotProven', detail: asWritten('Lines kept by hand: no way of writing them is chosen') }, around, message('usage.waits.detail', { detail: asWritten('Lines kept by hand: no way of writing them is chosen') })],
    ["the day's limit", { ...due, code: 'WriteCapReached' }, around, message('usage.waits.daily-limit')],
    ['a count', { ...due, code: 'LineNotRead' }, around, message('usage.waits.complete-count')],
    ['a second sync', { ...due, code: 'SecondSyncAwaited', detail: message('write-back.blocked.second-sync', { from: '2026-12-01T09:00:00.000Z' }) }, around, message('usage.waits.second-sync', { from: '2026-12-01T09:00:00.000Z' })],
    ['a reading', { ...due, notRead: true }, around, message('usage.waits.complete-read')],
    ['the PSA', { ...due, code: 'PsaTimeout' }, around, message('usage.waits.psa-timeout')],
    ['what the PSA said', { ...due, code: 'PsaRejected', detail: asWritten('this line takes no 0') }, around, message('usage.waits.detail', { detail: asWritten('this line takes no 0') })],
    ['another change, by name', { ...due, code: 'WriteProving', detail: asWritten('the first change by “X”, Acme, is read back first') }, around, message('usage.waits.detail', { detail: asWritten('the first change by “X”, Acme, is read back first') })],
    ['a cause without words', { ...due, code: 'PsaListIncomplete' }, around, message('usage.waits.detail', { detail: asWritten('PsaListIncomplete') })],
    ['a pause', { ...due, code: 'PsaTimeout' }, { ...around, phase: 'paused' as const }, message('usage.waits.paused')],
    ['the end of a pause, before it was tried again', { ...due, code: 'PhaseRejected' }, around, message('usage.waits.turn')],
    ['everything to be read', due, { ...around, writeStopped: true }, message('usage.waits.stopped')],
    ['a disconnect', due, { ...around, phase: 'disconnecting' as const }, message('usage.waits.disconnecting')],
    ['nothing of the vendor alone', due, { ...around, phase: 'needs-attention' as const, phaseCode: 'VendorKeyUnknown' }, message('usage.waits.sent')],
    ['the PSA beside Duo', due, { ...around, phase: 'needs-attention' as const, phaseCode: 'VendorKeyUnknown', psaRejected: true }, message('usage.waits.attention')],
    ['nothing of a key of the wrong kind', due, { ...around, phase: 'needs-attention' as const, phaseCode: 'AdminKeyOfChild' }, message('usage.waits.sent')],
    ['a cause of the PSA', due, { ...around, phase: 'needs-attention' as const, phaseCode: 'PsaKeyRejected' }, message('usage.waits.attention')],
    ['the set-up', due, { ...around, phase: 'mapping' as const }, message('usage.waits.not-set-up')],
    ['a cause that names no vendor', due, { ...around, phase: 'needs-attention' as const, phaseCode: null }, message('usage.waits.attention')],
  ])('%s', (_what, line, surroundings, expected) => {
    expect(waitsFor(line, surroundings)).toEqual(expected);
  }); // prettier-ignore

  it('only attempts that may fare better by themselves count towards the notice', () => {
    expect(['SeatwiseBusy', 'PsaTimeout', 'PsaUnreachable'].every(isBounce)).toBe(true);
    expect(
      ['WriteCapReached', 'PhaseRejected', 'LineNotRead', 'WriteBlocked', 'PsaHostRejected'].some(isBounce),
    ).toBe(false);
  });
});
