import { randomBytes } from 'node:crypto';
import { createKeyRing } from '../../secrets/key-ring.ts';
import { anchorOf, parseReceived } from './anchor.ts';

const at = new Date('2026-12-01T00:00:00.000Z');
const anchor = anchorOf(createKeyRing(randomBytes(32)), '0a000000-0000-4000-8000-0000000000aa', {
  counter: 3,
  position: 7,
  hash: '0'.repeat(64),
  beganAt: at,
  signedAt: at,
  start: null,
  settledSeq: '0',
  keyVersion: 1,
  mac: '',
  anchored: null,
});

it.each([
  ['its line', anchor],
  ['the message that brought it', { type: 'audit.checkpoint', timestamp: at.toISOString(), data: anchor }],
  ['the line of the log', { level: 30, msg: 'signed audit checkpoint', anchor }],
])('reads a signed checkpoint from %s', (_, kept) => {
  expect(parseReceived(JSON.stringify(kept))).toEqual(anchor);
});

it.each([
  ['a message about something else', { type: 'notice.opened', data: {} }, 'other'],
  ['another line of the log', { level: 'info', msg: 'request' }, 'other'],
  ['a message whose checkpoint was damaged', { type: 'audit.checkpoint', data: {} }, null],
])('takes %s for none', (_, kept, expected) => {
  expect(parseReceived(JSON.stringify(kept))).toBe(expected);
});
