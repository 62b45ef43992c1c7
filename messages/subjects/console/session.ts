import type { DeclaredMessages } from '../../params.ts';

/** Dialogs and menu of who is signed in. */
export const session = {
  'console-session.role': { role: ['viewer', 'reviewer', 'approver', 'admin'], tenant: 'text' },
  'console-session.theme.system': {},
  'console-session.theme.light': {},
  'console-session.theme.dark': {},
  'console-session.appearance': {},
  'console-session.password': {},
  'console-session.sign-out': {},
  'console-session.session-ends': { minutes: 'count' },
  'console-session.inactive': {},
  'console-session.session-ending': {},
  'console-session.stay-signed-in': {},
  'console-session.sign-in-now': {},
  'console-session.sign-in': {},
  'console-session.session-ended': {},
  'console-session.work-kept': {},
  'console-session.confirm-it-is-you': {},
  'console-session.step-up': { minutes: 'count' },
  'console-session.password-for': { email: 'text' },
  'console-session.confirm': {},
  'console-session.failed-sign-ins': {
    times: 'count',
    when: 'text',
    address: 'text',
    changePassword: 'text',
  },
  'console-session.change-password': {},
  'console-session.that-was-me': {},
} as const satisfies DeclaredMessages;
