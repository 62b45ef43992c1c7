import type { DeclaredMessages } from '../../params.ts';

/** What open lines need from a person, where that is not the name of their kind. */
export const needs = {
  'console-needs.conflict': {},
  'console-needs.increase': {},
  'console-needs.decrease': {},
  'console-needs.proposed': {},
  'console-needs.held': {},
  'console-needs.included': {},
  'console-needs.stale': {},
  'console-needs.on-hold': {},
} as const satisfies DeclaredMessages;
