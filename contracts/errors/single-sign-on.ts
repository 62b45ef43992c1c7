import type { ErrorStatus } from './error-status.ts';

/** What is about identity providers, signing in by one, and break-glass administrators. */
export const singleSignOnErrors = {
  TooManyProviders: { http: 409 },
  ProviderUnavailable: { http: 503 },
  ProviderAddressRejected: { http: 422 },
  NotAProvider: { http: 422 },
  ProviderRejectedClient: { http: 502 },
  SsoRequired: { http: 403 },
  SsoExpired: { http: 401 },
  SsoDenied: { http: 401 },
  SsoRejected: { http: 401 },
  ConfirmationRejected: { http: 401 },
  NoRoleFromProvider: { http: 403 },
  TooManyGroups: { http: 403 },
  DomainNotAllowed: { http: 403 },
  EmailFromProviderMissing: { http: 403 },
  MembershipDisabled: { http: 403 },
  ConnectFirst: { http: 409 },
  IdentityTaken: { http: 409 },
  RoleFromProvider: { http: 409 },
  LogoutTokenRejected: { http: 400 },
  BreakGlassMissing: { http: 409 },
  BreakGlassProtected: { http: 409 },
  BreakGlassUsed: {},
  BreakGlassUnused: {},
} as const satisfies Record<string, ErrorStatus>;
