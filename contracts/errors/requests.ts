import type { ErrorDefinition } from './definition.ts';

/** What is refused of a request, or is about sessions, keys and views. */
export const requestErrors = {
  MalformedRequest: {
    http: 400,
    title: 'The request cannot be read',
    advice: 'Send JSON that parses, as application/json.',
  },
  ValidationFailed: {
    http: 422,
    title: 'A field is not as it should be',
    advice: 'See errors: each names the field and what is expected.',
  },
  RequestTooLarge: {
    http: 413,
    title: 'The request is too large',
    advice: 'Send smaller batches.',
  },
  NotSignedIn: {
    http: 401,
    title: 'Not signed in',
    advice: 'Sign in, or send an API key as a bearer token.',
  },
  SignInRefused: {
    http: 401,
    title: 'Email or password is wrong',
    advice:
      'Check both. After too many tries, wait some minutes. Who forgot the password asks an administrator; on the machine itself: npx seatwise reset-password EMAIL.',
  },
  RoleTooSmall: { http: 403, title: 'Your role does not allow this', advice: 'Ask an administrator.' },
  CrossSiteRefused: {
    http: 403,
    title: 'The request came from another site',
    advice: 'Use the console at its own address.',
  },
  MisdirectedRequest: {
    http: 421,
    title: 'This address is not one of this installation',
    advice:
      'Open the address in PUBLIC_URL. Where another name or a proxy leads here on purpose, add that name to ALLOWED_HOSTS, or let the proxy pass the Host header on.',
  },
  NotFound: { http: 404, title: 'There is no such thing', advice: 'Check the address.' },
  MethodNotAllowed: { http: 405, title: 'Not allowed here', advice: 'See the OpenAPI document.' },
  TooManyRequests: { http: 429, title: 'Too many requests', advice: 'Wait as long as Retry-After says.' },
  TooManyExports: {
    http: 429,
    title: 'Two of your table files are being made already',
    advice: 'Wait until one of them has arrived, then ask again.',
  },
  IdempotencyKeyReused: {
    http: 422,
    title: 'This key was used with another body',
    advice: 'Use a new key for a new request.',
  },
  RequestInFlight: {
    http: 409,
    title: 'The same request is still under way',
    advice: 'Repeat it shortly with the same key.',
  },
  DataMoved: {
    http: 409,
    title: 'The list changed since the cursor was made',
    advice: 'Read the list again from its beginning.',
  },
  PersonRequired: {
    http: 403,
    title: 'Only a person can do this',
    advice: 'Sign in; an API key has no password.',
  },
  PasswordWrong: { http: 422, title: 'The password is wrong', advice: 'Type it again.' },
  OneTimePasswordEnded: {
    http: 401,
    title: 'This one-time password was used, or is older than seven days',
    advice:
      'An administrator gives you a new one under Settings, People; on the machine itself: npx seatwise reset-password EMAIL.',
  },
  PasswordChangeRequired: {
    http: 403,
    title: 'Set a password of your own first',
    advice: 'A one-time password opens one session, to set another with PUT /me/password.',
  },
  StepUpRequired: {
    http: 403,
    title: 'Confirm your password to continue',
    advice:
      'Nothing was changed. Try again and enter your password when you are asked for it. A program sends it to POST /session/step-up first.',
  },
  KeyScopeMissing: {
    http: 403,
    title: 'This key may not do what needs a password',
    advice: 'Make a key with the scope "privileged" for it, or do it signed in.',
  },
  PasswordTooWeak: {
    http: 422,
    title: 'This password is guessed too easily',
    advice:
      'See errors for the reason. Several words that do not belong together are easy to keep and hard to guess.',
  },
  SignInsRefused: {
    title: 'Many passwords were refused',
    advice:
      'Ask the person whether it was them. If not, see the addresses in the audit, and give them a new password where it may be known.',
  },
  ApiKeyEnds: {
    title: 'An API key ends soon',
    advice: 'Make another, give it to the script that uses this one, and revoke this one.',
  },
  SecretOld: {
    title: 'A secret is old',
    advice: 'Replace it where it comes from, then here. Settings, Incident shows every secret with its age.',
  },
  ApiKeyWithoutEnd: {
    title: 'An API key has no end',
    advice: 'It was made when keys had none, and goes on. Make another in its place and revoke it.',
  },
  ViewNameTaken: {
    http: 409,
    title: 'You have a view of this name',
    advice: 'Use another name, or change that view.',
  },
  TooManyViews: { http: 409, title: 'You have too many views', advice: 'Remove one first.' },
  EmailTaken: { http: 409, title: 'This email is in use', advice: 'Use another, or change that member.' },
  LastAdministrator: {
    http: 409,
    title: 'Somebody must remain administrator',
    advice: 'Make another member administrator first.',
  },
  KeyRoleTooGreat: {
    http: 422,
    title: 'A key cannot have a greater role than its maker',
    advice: 'Choose your role or a smaller one.',
  },
  HostNotAllowed: {
    http: 422,
    title: 'This host is not on the list of allowed hosts',
    advice: 'Copy the host from where the vendor or PSA shows it; the operator sets the list of suffixes.',
  },
} as const satisfies Record<string, ErrorDefinition>;
