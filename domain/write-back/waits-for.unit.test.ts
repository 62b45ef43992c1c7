import { isBounce, type QueueSurroundings, waitsFor } from './waits-for.ts';

const around: QueueSurroundings = {
  phase: 'active',
  phaseCode: null,
  psaRejected: false,
  writeStopped: false,
};
const due = {
  invoice: 'invoice of 1 Dec',
  due: true,
  laterInvoiceDate: null,
  notRead: null,
  code: null,
  detail: null,
};

describe('RULES 6: a queued line says what it waits for', () => {
  it.each([
    ['its turn', due, around, 'to be sent'],
    ['its invoice', { ...due, due: false, invoice: 'after the invoice of 1 Dec' }, around, 'after the invoice of 1 Dec'],
    ['a second reading', { ...due, due: false, laterInvoiceDate: '2027-01-01' }, around, 'one more reading: the next invoice is 2027-01-01'],
    ['our own queue', { ...due, code: 'SeatwiseBusy' }, around, 'Seatwise is busy'],
    ['a way of writing', { ...due, code: 'WriteMethodNotProven', detail: 'Lines kept by hand: no way of writing them is chosen' }, around, 'Lines kept by hand: no way of writing them is chosen'],
    ["the day's limit", { ...due, code: 'WriteCapReached' }, around, "the day's limit is reached"],
    ['a count', { ...due, code: 'LineNotRead' }, around, 'a complete count'],
    ['a reading', { ...due, notRead: 'Acme was not read' }, around, 'a complete reading: Acme was not read'],
    ['the PSA', { ...due, code: 'PsaTimeout' }, around, 'the PSA did not answer in time'],
    ['what the PSA said', { ...due, code: 'PsaRejected', detail: 'this line takes no 0' }, around, 'this line takes no 0'],
    ['another change, by name', { ...due, code: 'WriteProving', detail: 'the first change by “X”, Acme, is read back first' }, around, 'the first change by “X”, Acme, is read back first'],
    ['a cause without words', { ...due, code: 'PsaListIncomplete' }, around, 'PsaListIncomplete'],
    ['a pause', { ...due, code: 'PsaTimeout' }, { ...around, phase: 'paused' as const }, 'paused'],
    ['the end of a pause, before it was tried again', { ...due, code: 'PhaseRejected' }, around, 'its turn'],
    ['everything to be read', due, { ...around, writeStopped: true }, 'writing stands still until every approval was read again'],
    ['a disconnect', due, { ...around, phase: 'disconnecting' as const }, 'the connection is being disconnected'],
    ['nothing of the vendor alone', due, { ...around, phase: 'needs-attention' as const, phaseCode: 'VendorKeyUnknown' }, 'to be sent'],
    ['the PSA beside Duo', due, { ...around, phase: 'needs-attention' as const, phaseCode: 'VendorKeyUnknown', psaRejected: true }, 'the connection needs attention'],
    ['nothing of a key of the wrong kind', due, { ...around, phase: 'needs-attention' as const, phaseCode: 'AdminKeyOfChild' }, 'to be sent'],
    ['a cause of the PSA', due, { ...around, phase: 'needs-attention' as const, phaseCode: 'PsaKeyRejected' }, 'the connection needs attention'],
    ['the set-up', due, { ...around, phase: 'mapping' as const }, 'the connection is not set up yet'],
    ['a cause that names no vendor', due, { ...around, phase: 'needs-attention' as const, phaseCode: null }, 'the connection needs attention'],
  ])('%s', (_what, line, surroundings, words) => {
    expect(waitsFor(line, surroundings)).toBe(words);
  }); // prettier-ignore

  it('only attempts that may fare better by themselves count towards the notice', () => {
    expect(['SeatwiseBusy', 'PsaTimeout', 'PsaUnreachable'].every(isBounce)).toBe(true);
    expect(
      ['WriteCapReached', 'PhaseRejected', 'LineNotRead', 'WriteBlocked', 'PsaHostRejected'].some(isBounce),
    ).toBe(false);
  });
});
